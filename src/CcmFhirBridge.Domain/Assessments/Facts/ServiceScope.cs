using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Whether another service is the same practitioner's or the same practice's; null where nothing can be compared (DESIGN §4).</summary>
internal static class ServiceScope
{
    public static bool IsBy(this OtherService service, string person) =>
        service.Performers.Any(performer => performer.Person == person)
        || (service.Performers.IsEmpty && service.Participants.Any(participant => participant.Who.Person == person));

    /// <summary>
    /// Whether the practitioner held the visit; null where nobody can be compared, or where another who can bill is named beside: a claim
    /// names who submits it as well as who worked.
    /// </summary>
    public static bool? IsVisitOf(this OtherService visit, PractitionerIdentity? billing)
    {
        var performers = visit with { Participants = [] };
        var same = performers.SamePractitioner(billing);
        return same == true && visit.Performers.Any(performer => performer.Role == PerformerRole.Practitioner && performer.Person != billing!.Person) ? null : same;
    }

    public static bool? SamePractitioner(this OtherService service, PractitionerIdentity? billing)
    {
        if (billing is null || (service.Performers.IsEmpty && service.Participants.IsEmpty))
            return null;
        if (service.IsBy(billing.Person))
            return true;
        // A reference and an NPI cannot be compared: the two may be one person.
        var named = service.Performers.IsEmpty ? service.Participants.Select(static participant => participant.Who) : service.Performers;
        var comparable = named.All(performer => performer.Npi is null == billing.Npi is null);
        return comparable ? false : null;
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

    private static string Digits(string tin) => tin.Replace("-", "", StringComparison.Ordinal);
}
