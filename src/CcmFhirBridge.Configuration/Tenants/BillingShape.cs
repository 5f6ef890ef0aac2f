using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>billing</c> and of one entry of <c>practitioners</c>.</summary>
internal static class BillingShape
{
    private static readonly TextShape Npi = new("ten digits", "^[0-9]{10}$", TenantValues.NpiProblem);

    private static readonly TextShape PractitionerReference = new("a reference such as Practitioner/dr-a", "^Practitioner/[A-Za-z0-9.-]{1,64}$");

    /// <summary>Who can bill, then clinical staff.</summary>
    private static readonly WordShape Credential = new([
        "MD", "DO", "NP", "CNP", "CANP", "CPNP", "FPNP", "PA", "CNS", "CNM",
        "RN", "LPN", "LVN", "CMA", "RMA", "MA", "CNA", "RPH", "PHARMD", "LCSW",
    ]);

    public static MapShape Root { get; } = new([
        new("organization", new MapShape([
            new("name", TenantShape.Name, "the legal name of the practice", Required: true),
            new("npi", Npi, "the organization NPI, ten digits in quotes", Required: true),
            new("tin", new TextShape("nine digits without a hyphen", "^[0-9]{9}$"), "the tax id, nine digits in quotes", Required: true),
            new("taxonomy", new TextShape("a taxonomy code of ten characters such as 207Q00000X", "^[0-9A-Z]{9}X$"), "the NUCC taxonomy code"),
            new("address", new MapShape([
                new("line", TenantShape.Name, "street and number", Required: true),
                new("city", TenantShape.Name, "city", Required: true),
                new("state", new TextShape("two capital letters", "^[A-Z]{2}$"), "state, two letters", Required: true),
                new("postalCode", new TextShape("a ZIP code such as \"12345\" or \"12345-6789\"", "^[0-9]{5}(-[0-9]{4})?$"), "ZIP code in quotes", Required: true),
            ]), "the physical address"),
        ]), "the practice that submits the claim", Required: true),
        new("defaultPractitioner", PractitionerReference, "who bills when nothing in the record names somebody"),
        new("setting", new WordShape(["professional", "rhc", "fqhc", "hospital-outpatient"]), "the setting of the practice"),
        new("placeOfService", new TextShape("two digits in quotes such as \"11\"", "^[0-9]{2}$"), "the CMS place of service code; decides facility or non-facility"),
        new("locality", new TextShape("national, or carrier and locality such as 10112-00", "^(national|[0-9]{5}-[0-9]{2})$"), "the payment locality"),
        new("charges", new TableShape(new TextShape("a CPT or HCPCS code of five characters", "^[0-9A-Z][0-9]{3}[0-9A-Z]$"), new AmountShape()), "what the practice charges for a unit, by code"),
        new("filedThrough", new WordShape(["ehr-claim", "ehr-charge", "bridge-837", "billing-system"]), "the one output that becomes a filed claim"),
        new("dateOfService", new WordShape(["threshold", "month-end"]), "which day is the date of service"),
        new("firstMonth", new TextShape("a month written YYYY-MM", "^[0-9]{4}-(0[1-9]|1[0-2])$", TenantValues.MonthProblem), "the first month that may leave; absent is shadow mode"),
        new("closeOn", new WholeShape(1, 28), "the day of the next month from which a month may be released"),
        new("release", new WordShape(["approval", "auto"]), "whether a person releases"),
    ]);

    public static MapShape Practitioner { get; } = new([
        new("reference", PractitionerReference, "the reference in the EHR, such as Practitioner/dr-a", Required: true),
        new("npi", Npi, "the individual NPI, ten digits in quotes"),
        new("credential", Credential, "the credential, such as MD or RN"),
        new("role", new WordShape(["practitioner", "clinical-staff", "non-clinical"]), "overrides what the credential says"),
        new("qp", new FlagShape(), "paid with the conversion factor of a qualifying participant"),
    ]);
}
