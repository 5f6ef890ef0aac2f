using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CcmFhirBridge.Server.OpenApi;

/// <summary>Maps the description of everything that is not FHIR to <c>/openapi.json</c>. It is written by hand; a test holds it against what is mapped.</summary>
internal static class OpenApiEndpoint
{
    /// <summary>The document, in UTF-8; the caller disposes it.</summary>
    public static Stream Open() => typeof(OpenApiEndpoint).Assembly.GetManifestResourceStream("openapi.json")
        ?? throw new InvalidOperationException("openapi.json is not embedded.");

    public static IEndpointRouteBuilder MapOpenApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/openapi.json", async context =>
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await using var document = Open();
            await document.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        return endpoints;
    }
}
