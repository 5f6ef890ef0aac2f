namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>Capability statements of EHRs that differ in what they take.</summary>
internal static class CapabilityJson
{
    public static readonly string Full = Statement(write: """{"code":"create"},{"code":"update"}""", flags: "\"updateCreate\":true,\"conditionalCreate\":true,");

    public static readonly string ConditionalCreate = Statement(write: """{"code":"create"}""", flags: "\"conditionalCreate\":true,");

    public static readonly string PlainCreate = Statement(write: """{"code":"create"}""", flags: "");

    public static readonly string ReadOnly = Statement(write: """{"code":"vread"}""", flags: "");

    /// <summary>Canvas: Claims are found by patient only.</summary>
    public static readonly string PlainCreateByPatient = PlainCreate.Replace("""{"name":"identifier"},""", "", StringComparison.Ordinal);

    public static readonly string WithoutSearchParameters = PlainCreate
        .Replace("""{"name":"_lastUpdated"},""", "", StringComparison.Ordinal)
        .Replace("""{"name":"date"},""", "", StringComparison.Ordinal);

    private static string Statement(string write, string flags) => $$"""
        {"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","resource":[
          {{Type("Patient", """{"code":"vread"}""", "", "name")}},
          {{Type("Encounter", """{"code":"vread"}""", "", "date")}},
          {{Type("Procedure", """{"code":"vread"}""", "", "date")}},
          {{Type("PractitionerRole", """{"code":"vread"}""", "", "practitioner")}},
          {{Type("Claim", write, flags, "created")}},
          {{Type("ChargeItem", write, flags, "occurrence")}}]}]}
        """;

    private static string Type(string type, string interaction, string flags, string parameter) => $$"""
        {"type":"{{type}}",{{flags}}"interaction":[{"code":"read"},{"code":"search-type"},{{interaction}}],
         "searchParam":[{"name":"identifier"},{"name":"_lastUpdated"},{"name":"{{parameter}}"},{"name":"patient"}]}
        """;
}
