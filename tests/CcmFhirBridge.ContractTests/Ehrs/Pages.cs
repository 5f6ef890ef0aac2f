using System.Globalization;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>Bundles as servers write them.</summary>
internal static class Pages
{
    public static string Encounter(string id) => $$"""{"resourceType":"Encounter", "id":"{{id}}"}""";

    public static string Of(string? next, params string[] resources) => Bundle("searchset", next, self: null, resources);

    /// <summary>A page that says how many there are in all.</summary>
    public static string Counted(int total, string? next, params string[] resources) =>
        Of(next, resources).Replace("\"total\":0", string.Create(CultureInfo.InvariantCulture, $"\"total\":{total}"), StringComparison.Ordinal);

    public static string Bundle(string type, string? next, string? self, params string[] resources)
    {
        var links = new[] { ("self", self), ("next", next) }.Where(link => link.Item2 is not null)
            .Select(link => $$"""{"relation":"{{link.Item1}}","url":"{{link.Item2}}"}""");
        var entries = resources.Select(resource => $$"""{"fullUrl":"urn:x","search":{"mode":"match"},"resource":{{resource}}}""");
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"resourceType":"Bundle","type":"{{type}}","total":0,"link":[{{string.Join(',', links)}}],"entry":[{{string.Join(',', entries)}}]}""");
    }

    public static string Outcome(string severity, string code, string? details = null) =>
        $$"""
        {"resourceType":"OperationOutcome","issue":[
          {"severity":"{{severity}}","code":"{{code}}","details":{"coding":[{"code":"{{details ?? "x"}}"}],"text":"Jane Doe"} }]}
        """;
}
