namespace CcmFhirBridge.Simulator.Tests;

/// <summary>Small resources that clients write.</summary>
internal static class Bodies
{
    public static string Claim(string key, string patient = "Patient/p001", string status = "active") =>
        $$$"""
        {"resourceType":"Claim","identifier":[{"system":"urn:claims","value":"{{{key}}}"}],"status":"{{{status}}}","type":{"coding":[{"code":"professional"}]},
         "use":"claim","patient":{"reference":"{{{patient}}}"},"created":"2026-05-05","provider":{"reference":"Organization/o"},
         "priority":{"coding":[{"code":"normal"}]},"insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/c"}}],
         "total":{"value":125.00,"currency":"USD"}}
        """;

    public static string ChargeItem(string key, string claim) =>
        $$$"""
        {"resourceType":"ChargeItem","identifier":[{"system":"urn:charges","value":"{{{key}}}"}],"status":"billable","code":{"coding":[{"code":"99490"}]},
         "subject":{"reference":"Patient/p001"},"supportingInformation":[{"reference":"{{{claim}}}"}]}
        """;

    public static string Patient(string id) => $$"""{"resourceType":"Patient","id":"{{id}}"}""";
}
