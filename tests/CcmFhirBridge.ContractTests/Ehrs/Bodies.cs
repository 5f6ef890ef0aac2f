using System.Text;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>A claim of ours on its way out, and as EHRs give it back.</summary>
internal static class Bodies
{
    public const string Identifier = "0123456789ABCDEFG";
    public const string Revision = "0123456789ABCDEFGR1";
    public const string Id = "0123456789abcdefgr1";

    public const string ClaimJson = """{"resourceType":"Claim","status":"active","total":{"value":125.00}}""";

    public static OutboundResource Claim(string body = ClaimJson) =>
        new("Claim", Identifier, Revision, "Patient/p1", Encoding.UTF8.GetBytes(body));

    public static OutboundResource Charge(string status = "billable") =>
        new("ChargeItem", Identifier + "-99490", Revision + "-99490", "Patient/p1", Encoding.UTF8.GetBytes($$"""{"resourceType":"ChargeItem","status":"{{status}}"}"""));

    public static string Copy(string id, string? revision = Revision, string status = "active", string identifier = Identifier, string version = "1")
    {
        var second = revision is null ? "" : $$""",{"system":"{{Canonicals.ClaimRevisionIdentifier}}","value":"{{revision}}"}""";
        return $$"""
            {"resourceType":"Claim","id":"{{id}}","meta":{"versionId":"{{version}}"},"status":"{{status}}",
             "identifier":[{"system":"{{Canonicals.ClaimIdentifier}}","value":"{{identifier}}"}{{second}}]}
            """;
    }
}
