using CcmFhirBridge.Server.Tests.Desks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CcmFhirBridge.Server.Tests.OpenApi;

/// <summary>The description of the endpoints that are not FHIR, read by a library that knows OpenAPI.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_is_sound()
    {
        var (document, diagnostic) = await ReadAsync();

        diagnostic.Errors.ShouldBeEmpty();
        diagnostic.Warnings.ShouldBeEmpty();
        document.Info.Title.ShouldBe("CcmFhirBridge");
        document.Paths.Values.SelectMany(path => path.Operations!.Values).Select(operation => operation.OperationId).ShouldBeUnique();
    }

    [Fact]
    public async Task What_is_mapped_is_described_and_nothing_else()
    {
        var (document, _) = await ReadAsync();
        using var tenants = new StoredTenants("lakeside");
        await using var server = await RunningServer.StartAsync(tenants.Source);

        var mapped = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))
            .Where(path => !path.StartsWith("/{tenant}/fhir", StringComparison.Ordinal) || path.Contains(".well-known", StringComparison.Ordinal));

        document.Paths.Keys.Order(StringComparer.Ordinal).ShouldBe(mapped.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_service_hands_it_out()
    {
        using var tenants = new StoredTenants("lakeside");
        await using var server = await RunningServer.StartAsync(tenants.Source);

        var (_, body) = await server.AskAsync("/openapi.json");

        body.GetProperty("openapi").GetString().ShouldBe("3.0.3");
    }

    private static async Task<(OpenApiDocument Document, OpenApiDiagnostic Diagnostic)> ReadAsync()
    {
        await using var stream = Server.OpenApi.OpenApiEndpoint.Open();
        var result = await OpenApiDocument.LoadAsync(stream, "json");
        return (result.Document!, result.Diagnostic!);
    }
}
