using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>ehr</c>.</summary>
internal static class EhrShape
{
    private static readonly TextShape Secret = new("a reference env:NAME or file:PATH; a secret itself never stands in this file", SecretReference.Pattern) { Hidden = true };

    /// <summary>The word that leaves the choice to the bridge.</summary>
    public const string Auto = "auto";

    private static readonly WordShape WriteBackWord = new(["auto", .. WriteBackWords.All.Keys, "off"]);

    public static MapShape Root { get; } = new([
        new("baseUrl", new TextShape("an absolute FHIR base URL", Check: TenantValues.BaseUrlProblem), "the FHIR base URL of the EHR", Required: true),
        new("vendor", new WordShape(EmbeddedVendors.Keys), "the product behind the base URL"),
        new("population", new MapShape([
            new("by", new WordShape([PopulationBinding.Search, PopulationBinding.Group, PopulationBinding.File]), "how the patients are listed"),
            new("group", new TextShape("the id of a Group, such as ccm-patients", "^(Group/)?[A-Za-z0-9.-]{1,64}$"), "the Group whose members are read"),
            new("file", new TextShape("a path of a file, from the folder of this one or absolute", "^[^\\x00-\\x1f]{1,1000}$"), "a file of patients, one Patient/id a line"),
        ]), "which patients are read"),
        new("history", new WholeShape(1, 120), "months of Encounters and Claims before the first month that may still be billed"),
        new("allowedOrigins", new ListShape(new TextShape("an origin such as https://files.example", Check: TenantValues.OriginProblem)), "origins besides baseUrl that links may point to"),
        new("limits", new MapShape([
            new("perMinute", new WholeShape(1, 6000), "requests a minute"),
            new("inFlight", new WholeShape(1, 64), "requests at the same time"),
            new("reads", new WholeShape(1, 64), "searches that are walked at the same time, at most inFlight; as many when it is left out"),
            new("timeout", TenantShape.Duration("30s", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), "how long one request may take"),
        ]), "how hard the EHR may be asked"),
        new("auth", new MapShape([
            new("kind", new WordShape(["none", "bearer", "client-secret", "smart-backend"]), "how we identify ourselves", Required: true),
            new("token", Secret, "the bearer token, by reference"),
            new("tokenUrl", new TextShape("an absolute URL of a token endpoint", Check: TenantValues.BaseUrlProblem), "the token endpoint; smart-backend discovers it when it is left out"),
            new("clientId", new TextShape("the client id as the EHR registered it, without spaces", "^[\\x21-\\x7e]{1,256}$"), "the client id as the EHR registered it"),
            new("clientSecret", Secret, "the client secret, by reference"),
            new("key", Secret, "the private key that signs (PEM or JWK), by reference"),
            new("nextKey", Secret, "the private key that will sign next; it is published before it is used"),
            new("alg", new WordShape(["RS384", "ES384"]), "the signature algorithm; the key decides when it is left out"),
            new("scopes", new ListShape(new TextShape("a scope such as system/Patient.rs", "^[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,256}$")), "scopes to ask for"),
        ]), "how we identify ourselves to the EHR"),
        new("sync", new MapShape([
            new("mode", TenantShape.Words([Auto, .. ReadForm.All.Select(form => form.Word)], ["bulk", "subscription"], "mode: auto"), "how all types are read; auto asks the EHR and the vendor's profile"),
            new("forms", VendorShape.Forms, "how single types are read, whatever the EHR and the vendor's profile say"),
            new("every", TenantShape.Duration("5m", TimeSpan.FromSeconds(10), TimeSpan.FromHours(24)), "time between two syncs"),
        ]), "how changes are found, and how often"),
        new("writeBack", new MapShape([
            new("claim", WriteBackWord, "whether and how Claims are written to the EHR"),
            new("chargeItem", WriteBackWord, "whether and how ChargeItems are written to the EHR"),
            new("billCodes", new MapShape([
                new("source", new TextShape("the base of the EHR's own code systems, such as https://fhir.cerner.com/2c400054-42d8-4e74-87b7-80b5bd5fde9f", Check: TenantValues.BaseUrlProblem), "the base of the EHR's own code systems", Required: true),
                new("type", new WordShape(["CDM_SCHED", "CPT", "HCPCS", "PROCCODE"]), "the highest tier of bill codes that the charge services have", Required: true),
                new("schedule", new TextShape("the code of a bill code schedule", "^[0-9]{1,18}$"), "the bill code schedule", Required: true),
                new("codes", new TableShape(new TextShape("a CPT or HCPCS code of five characters", "^[0-9A-Z][0-9]{3}[0-9A-Z]$"), new TextShape("a bill code", "^[0-9A-Za-z._-]{1,40}$")), "bill codes by CPT or HCPCS code"),
                new("attribute", new TextShape("the id of a custom attribute that holds a text", "^[0-9]{1,18}$"), "the custom attribute in which the EHR keeps our identifier"),
            ]), "how an EHR of Oracle Health names charges"),
            new("testPatient", new TextShape("a patient of the EHR who is nobody, such as Patient/zz-test", "^Patient/[A-Za-z0-9.-]{1,64}$"), "the patient on whom 'doctor --probe' tries out writing"),
        ]), "what is written to the EHR"),
        new("journal", new MapShape([
            new("keep", new WordShape(["redacted", "whole", "off"]), "how much of each request and answer is kept; whole keeps bodies, which name patients"),
            new("days", new WholeShape(1, 3660), "days that it is kept for"),
        ]), "what is kept of what was said to the EHR and what it said"),
        new("overrides", VendorShape.Overrides, "what holds for this EHR instead of its vendor's profile"),
        new("allowInsecureForTest", new FlagShape(), "allows http to a machine other than this one, for tests without real patients"),
    ]);
}
