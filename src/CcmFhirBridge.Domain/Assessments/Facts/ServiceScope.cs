using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Whether another service is the same practitioner's or the same practice's; null where nothing can be compared (DESIGN §4).</summary>
internal static class ServiceScope
{
    public static bool IsBy(this OtherService service, PractitionerIdentity person) => service.Performers.IsEmpty
        ? AnyParticipant(service, person)
        : AnyPerformer(service, person);

    /// <summary>
    /// Whether it is certain that the practitioner held the visit: not where nobody can be compared, nor where another who can bill is named beside, because a
    /// claim names who submits it as well as who worked.
    /// </summary>
    public static bool IsVisitOf(this OtherService visit, PractitionerIdentity billing)
    {
        if (!AnyPerformer(visit, billing))
            return false;
        foreach (var performer in visit.Performers)
        {
            if (performer.Role == PerformerRole.Practitioner && !performer.IsSamePerson(billing))
                return false;
        }

        return true;
    }

    public static bool? SamePractitioner(this OtherService service, PractitionerIdentity? billing)
    {
        if (billing is null || (service.Performers.IsEmpty && service.Participants.IsEmpty))
            return null;
        if (service.IsBy(billing))
            return true;
        if (!service.Performers.IsEmpty)
            return AreComparable(service.Performers, billing) ? false : null;
        foreach (var participant in service.Participants)
        {
            if (!IsComparable(participant.Who, billing))
                return null;
        }

        return false;
    }

    public static bool? SamePractice(this OtherService service, BillingOrganization practice) => service.Organization switch
    {
        null => null,
        ['t', 'i', 'n', ':', .. var tin] => Digits(tin) == Digits(practice.Tin),
        ['n', 'p', 'i', ':', .. var npi] => npi == practice.Npi,
        _ => null,
    };

    public static bool? SamePractitionerOrPractice(this OtherService service, PractitionerIdentity? billing, BillingOrganization practice)
    {
        var practitioner = service.SamePractitioner(billing);
        var organization = service.SamePractice(practice);
        if (practitioner == true || organization == true)
            return true;
        return practitioner == false && organization == false ? false : null;
    }

    private static bool AnyPerformer(OtherService service, PractitionerIdentity person)
    {
        foreach (var performer in service.Performers)
        {
            if (performer.IsSamePerson(person))
                return true;
        }

        return false;
    }

    private static bool AnyParticipant(OtherService service, PractitionerIdentity person)
    {
        foreach (var participant in service.Participants)
        {
            if (participant.Who.IsSamePerson(person))
                return true;
        }

        return false;
    }

    private static bool AreComparable(ImmutableArray<PractitionerIdentity> people, PractitionerIdentity billing)
    {
        foreach (var person in people)
        {
            if (!IsComparable(person, billing))
                return false;
        }

        return true;
    }

    // A reference and an NPI cannot be compared: the two may be one person.
    private static bool IsComparable(PractitionerIdentity person, PractitionerIdentity billing) => person.Npi is null == billing.Npi is null;

    private static string Digits(string tin) => tin.Replace("-", "", StringComparison.Ordinal);
}
