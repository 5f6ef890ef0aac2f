using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Listed visits in the look-back before CCM began.</summary>
internal static class InitiatingVisits
{
    /// <summary>The service at <paramref name="index"/> of the record is a listed visit in the look-back.</summary>
    public static bool IsListed(CaseFacts facts, int index)
    {
        if (!facts.Services.IsInitiatingVisit(index) || facts.Record.OtherServices[index] is not { Start: { } when } service)
            return false;
        var (first, last) = (when.FirstDay(facts.Zone), (service.End ?? when).LastDay(facts.Zone));
        // Mostly it is in the look-back of every day on which care management may have begun.
        if (last <= facts.CcmNotBefore() && first >= facts.Practice.LatestVisitsSince)
            return true;
        return first >= facts.VisitsSince() && last <= facts.StartOfCcm();
    }

    /// <summary>Visits that the practitioner certainly held, or those of which that cannot be said.</summary>
    public static ImmutableArray<OtherService> Find(CaseFacts facts, PractitionerIdentity billing, bool held) =>
    [
        .. facts.Record.OtherServices.Where((service, at) => IsListed(facts, at) && service.IsVisitOf(billing) == held)
            .OrderBy(static service => service.Source),
    ];

    /// <summary>What visits are compared with: the bridge's own claim where care management began with it.</summary>
    public static ImmutableArray<SourceReference> Start(CaseFacts facts) =>
        OwnClaims.First(facts.Record, facts.Days) is { } claim && claim.Start.FirstDay(facts.Zone) == facts.StartOfCcm() ? [claim.Source] : [];

    public static ImmutableArray<SourceReference> Sources(ImmutableArray<OtherService> visits) => [.. visits.Select(static visit => visit.Source).Distinct()];
}
