using System.Text.Json;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>
/// Finds the token endpoint below the base URL: in <c>.well-known/smart-configuration</c>, or in the capability statement, where older
/// servers name it. What the EHR names is believed only on an origin that the tenant file allows.
/// </summary>
internal sealed class SmartDiscovery(EhrTransport transport, EhrFailures failures)
{
    private const string WellKnown = ".well-known/smart-configuration";
    private const string Json = "application/json";
    private const string OauthUris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    /// <summary>The server as the EHR describes it.</summary>
    /// <exception cref="EhrException">It describes none, or one where no request may go.</exception>
    public async Task<AuthorizationServer> RequiredAsync(CancellationToken cancellation)
    {
        var found = await ReadAsync(
                WellKnown, Json, configuration => configuration.Text("token_endpoint") is { } named ? Server(Checked(named, WellKnown), configuration) : null, cancellation)
            ?? await ReadAsync(
                "metadata", EhrRequest.FhirJson,
                statement => InStatement(statement) is { } old ? new AuthorizationServer(Checked(old, "metadata"), OldScopes: true, OnlyBasic: false) : null, cancellation);
        return found
            ?? throw failures.Failure(EhrFailure.Protocol, $"GET {WellKnown}", "the EHR names no token endpoint there nor in its capability statement; set ehr.auth.tokenUrl");
    }

    /// <summary>The server at an endpoint that is configured, with what the EHR says of it, if anything.</summary>
    public async Task<AuthorizationServer> ConfiguredAsync(Uri endpoint, CancellationToken cancellation) =>
        await ReadAsync(WellKnown, Json, configuration => Server(endpoint, configuration), cancellation)
        ?? new AuthorizationServer(endpoint, OldScopes: false, OnlyBasic: false);

    private static AuthorizationServer Server(Uri endpoint, JsonElement configuration)
    {
        var capabilities = configuration.Strings("capabilities").ToList();
        var methods = configuration.Strings("token_endpoint_auth_methods_supported").ToList();
        return new AuthorizationServer(
            endpoint,
            capabilities.Contains("permission-v1") && !capabilities.Contains("permission-v2"),
            methods.Contains("client_secret_basic") && !methods.Contains("client_secret_post"));
    }

    private static string? InStatement(JsonElement statement) => statement.Items("rest")
        .Where(rest => rest.TryGetProperty("security", out var security) && security.ValueKind == JsonValueKind.Object)
        .SelectMany(rest => rest.GetProperty("security").Items("extension"))
        .Where(extension => extension.Text("url") == OauthUris)
        .SelectMany(extension => extension.Items("extension"))
        .Where(extension => extension.Text("url") == "token")
        .Select(extension => extension.Text("valueUri"))
        .FirstOrDefault();

    private async Task<AuthorizationServer?> ReadAsync(
        string path, string accept, Func<JsonElement, AuthorizationServer?> read, CancellationToken cancellation)
    {
        try
        {
            using var answer = await transport.Reading.ExecuteAsync(
                (request, token) => transport.OnceAsync(request, token), new EhrRequest(HttpMethod.Get, transport.Origins.Below(path)) { Accept = accept }, cancellation);
            if (!answer.IsSuccess || AnswerForms.Of(answer) != AnswerForm.Json)
                return null;
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // The second is how a string that is no Unicode shows itself.
            return null;
        }
        catch (Exception failure) when (EhrGateway.IsTransport(failure))
        {
            throw failures.Of(failure, $"GET {path}");
        }
    }

    private Uri Checked(string named, string where)
    {
        if (!Uri.TryCreate(named, UriKind.Absolute, out var endpoint) || endpoint.UserInfo.Length > 0 || endpoint.Fragment.Length > 0)
            throw failures.Failure(EhrFailure.Protocol, $"GET {where}", "the token endpoint there is no absolute address; set ehr.auth.tokenUrl");
        return transport.Origins.IsKnownOrigin(endpoint)
            ? endpoint
            : throw failures.Failure(EhrFailure.UnsafeLink, $"GET {where}", $"the token endpoint there is at {endpoint.GetLeftPart(UriPartial.Authority)}, which is no allowed origin; if it is the EHR's, add it to ehr.allowedOrigins or set ehr.auth.tokenUrl");
    }
}
