using System.Globalization;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>The small elements that Claim and ChargeItem share.</summary>
internal static class FhirElements
{
    private const string IsoDay = "yyyy-MM-dd";

    public static CodeableConcept Concept(string system, string code, string? text = null) =>
        new() { Coding = [new Coding(system, code)], Text = text };

    /// <summary>CPT codes are five digits; a letter in front makes it HCPCS Level II.</summary>
    public static CodeableConcept Procedure(string code) =>
        Concept(char.IsAsciiDigit(code[0]) ? Canonicals.Cpt : Canonicals.Hcpcs, code);

    public static CodeableConcept Diagnosis(string code) => Concept(Canonicals.Icd10Cm, code);

    public static Identifier PlacerIdentifier(string system, string value) =>
        new(system, value) { Type = Concept(Canonicals.IdentifierType, "PLAC") };

    public static ResourceReference Literal(string reference) => new(reference);

    /// <summary>A resource that a bill rests on. What was logged here is no resource of the EHR, which would refuse the address or point into the void.</summary>
    public static ResourceReference Literal(SourceReference source) =>
        source.IsLoggedHere ? Logical(source.Type, Canonicals.TimeEntryIdentifier, source.Id) : new(source.Key);

    public static ResourceReference Logical(string type, string system, string value, string? display = null) =>
        new() { Type = type, Identifier = new Identifier(system, value), Display = display };

    public static ResourceReference Practice(BillingOrganization organization) =>
        Logical("Organization", Canonicals.Npi, organization.Npi, organization.Name);

    public static ResourceReference Practitioner(PractitionerIdentity who) => new(who.Reference)
    {
        Identifier = who.Npi is null ? null : new Identifier(Canonicals.Npi, who.Npi),
    };

    /// <summary>An amount keeps its cents on the wire: 125 is written 125.00.</summary>
    public static Money? Dollars(decimal? amount) =>
        amount is null ? null : new Money { Value = amount + 0.00m, Currency = Money.Currencies.USD };

    public static Period Days(DateOnly first, DateOnly last) => new() { Start = Day(first), End = Day(last) };

    public static string Day(DateOnly day) => day.ToString(IsoDay, CultureInfo.InvariantCulture);

    /// <summary>To the second, with the practice's offset, so that the day on the claim is the practice's day.</summary>
    public static FhirDateTime Instant(Tenant tenant, DateTimeOffset instant) =>
        new(tenant.TimeZone.ToLocal(instant).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
}
