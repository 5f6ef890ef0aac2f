using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>Whether another service is the same practitioner's or the same practice's; null where nothing can be compared (DESIGN §4).</summary>
internal static class ServiceScope
{
    public static bool IsBy(this OtherService service, string person) =>
        service.Performers.Any(performer => performer.Person == person) || service.Participants.Any(participant => participant.Who.Person == person);

    public static bool? SamePractitioner(this OtherService service, PractitionerIdentity? billing)
    {
        if (billing is null || (service.Performers.IsEmpty && service.Participants.IsEmpty))
            return null;
        if (service.IsBy(billing.Person))
            return true;
        // A reference and an NPI cannot be compared: the two may be one person.
        var comparable = service.Performers.Concat(service.Participants.Select(static participant => participant.Who))
            .All(performer => performer.Npi is null == billing.Npi is null);
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
