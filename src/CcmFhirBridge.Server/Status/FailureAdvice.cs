namespace CcmFhirBridge.Server.Status;

/// <summary>What to do about a failure, by its code; the log has the sentence that belongs to this one.</summary>
public static class FailureAdvice
{
    private static readonly Dictionary<string, string> ByCode = new(StringComparer.Ordinal)
    {
        ["ehr-unreachable"] = "Check that the EHR runs, and that ehr.baseUrl, DNS and the network lead to it.",
        ["ehr-unauthorized"] = "Check ehr.auth: the credentials are missing, wrong or expired.",
        ["ehr-forbidden"] = "Check ehr.auth and the scopes that the EHR granted.",
        ["ehr-not-found"] = "Check ehr.baseUrl: it must be the FHIR base, which ends before /metadata.",
        ["ehr-throttled"] = "Lower ehr.limits.perMinute, or ask the EHR's operator for a larger budget.",
        ["ehr-server-error"] = "Ask who runs the EHR; the bridge tries again by itself.",
        ["ehr-protocol"] = "Check ehr.baseUrl and ehr.vendor; the log says what came instead of FHIR.",
        ["ehr-unsafe-link"] = "The EHR leads to another address: add its origin to ehr.allowedOrigins if you trust it.",
        ["timeout"] = "The EHR takes requests and does not answer: ask who runs it, or raise ehr.limits.timeout.",
        ["store"] = "The log names the database file and what is wrong with it.",
        ["disk"] = "Check free space and the rights of the home folder; the log names the place.",
    };

    public static string For(string code) => ByCode.GetValueOrDefault(code, "The log has the details; if it goes on, please report it.");
}
