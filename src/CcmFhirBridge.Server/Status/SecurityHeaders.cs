using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Status;

/// <summary>
/// What a browser is told with every answer: run nothing, load nothing but the page's own style sheet, be framed by nobody, keep nothing.
/// </summary>
internal static class SecurityHeaders
{
    private static readonly string Policy =
        $"default-src 'none'; style-src {StatusStyle.PolicySource}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Set(context.Response.Headers);
        // A browser that came over TLS once comes over nothing else for a year.
        if (context.Request.IsHttps)
            context.Response.Headers.StrictTransportSecurity = "max-age=31536000";
        return next(context);
    });

    private static void Set(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }
}
