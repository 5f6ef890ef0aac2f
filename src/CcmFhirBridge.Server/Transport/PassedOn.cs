using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Transport;

/// <summary>Tells whether somebody passed a request on. Where that proxy is not one that the configuration names, nobody can tell for whom.</summary>
internal static class PassedOn
{
    private static readonly string[] s_headers = ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"];

    /// <summary>Whether the request says so.</summary>
    public static bool WasPassedOn(this HttpRequest request) => Array.Exists(s_headers, request.Headers.ContainsKey);
}
