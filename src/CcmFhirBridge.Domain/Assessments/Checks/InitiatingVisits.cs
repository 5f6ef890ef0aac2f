using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Listed visits in the look-back before CCM began.</summary>
internal static class InitiatingVisits
{
    /// <summary>Visits whose practitioner stands to the billing one as <paramref name="same"/> says.</summary>
    public static ImmutableArray<OtherService> Find(CaseFacts facts, bool? same)
    {
        if (facts.Rules is not { } rules)
            return [];
        var start = facts.StartOfCcm();
        var earliest = start.AddYears(-rules.InitiatingVisitYears);
        return [.. facts.Record.OtherServices
            .Where(service => rules.InitiatingVisitCodes.Contains(service.Code) && service.Start is { } when
                && when.FirstDay(facts.Zone) >= earliest && (service.End ?? when).LastDay(facts.Zone) <= start
                && service.IsVisitOf(facts.Practitioner.Billing) == same)
            .OrderBy(static service => service.Source).ThenBy(static service => service.Code, StringComparer.Ordinal)];
    }

    public static ImmutableArray<SourceReference> Sources(ImmutableArray<OtherService> visits) => [.. visits.Select(static visit => visit.Source).Distinct()];
}
