using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Keys under <c>ehr</c>.</summary>
internal static class EhrShape
{
    private static readonly TextShape Secret = new("a reference env:NAME or file:PATH; a secret itself never stands in this file", SecretReference.Pattern) { Hidden = true };

    private static readonly TextShape AnyText = new("a text");

    private static readonly WordShape AutoOrOff = new(["auto", "off"]);

    public static MapShape Root { get; } = new([
        new("baseUrl", new TextShape("an absolute FHIR base URL", Check: TenantValues.BaseUrlProblem), "the FHIR base URL of the EHR", Required: true),
        new("vendor", new WordShape(["generic", "epic", "oracle", "athena", "ecw", "nextgen", "canvas", "medplum", "hapi"]), "the product behind the base URL"),
        new("population", new MapShape([
            new("by", TenantShape.Words(["search"], ["group", "file"], "by: search"), "how the patients are listed"),
            new("group", AnyText, "a Group of patients (not supported yet)"),
            new("file", AnyText, "a file of patient references (not supported yet)"),
        ]), "which patients are read"),
        new("history", new WholeShape(1, 120), "months of Encounters and Claims at first sync"),
        new("allowedOrigins", new ListShape(new TextShape("an origin such as https://files.example", Check: TenantValues.OriginProblem)), "origins besides baseUrl that links may point to"),
        new("limits", new MapShape([
            new("perMinute", new WholeShape(1, 6000), "requests a minute"),
            new("inFlight", new WholeShape(1, 64), "requests at the same time"),
            new("timeout", TenantShape.Duration("30s", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)), "how long one request may take"),
        ]), "how hard the EHR may be asked"),
        new("auth", new MapShape([
            new("kind", TenantShape.Words(["none", "bearer"], ["client-secret", "smart-backend"], "kind: bearer"), "how we identify ourselves", Required: true),
            new("token", Secret, "the bearer token, by reference"),
            new("tokenUrl", AnyText, "the token endpoint (not supported yet)"),
            new("clientId", AnyText, "the client id (not supported yet)"),
            new("clientSecret", Secret, "the client secret, by reference (not supported yet)"),
            new("key", Secret, "the private key, by reference (not supported yet)"),
            new("alg", AnyText, "the signature algorithm (not supported yet)"),
        ]), "how we identify ourselves to the EHR"),
        new("sync", new MapShape([
            new("mode", TenantShape.Words(["auto", "last-updated", "full"], ["date-window", "bulk", "subscription"], "mode: auto"), "how changes are found"),
            new("every", TenantShape.Duration("5m", TimeSpan.FromSeconds(10), TimeSpan.FromHours(24)), "time between two syncs"),
        ]), "how changes are found, and how often"),
        new("writeBack", new MapShape([
            new("claim", AutoOrOff, "whether Claims are written to the EHR"),
            new("chargeItem", AutoOrOff, "whether ChargeItems are written to the EHR"),
        ]), "what is written to the EHR"),
        new("allowInsecureForTest", new FlagShape(), "allows http to a machine other than this one, for tests without real patients"),
    ]);
}
