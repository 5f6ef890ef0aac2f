using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Server.Outbound;

namespace CcmFhirBridge.Commands;

/// <summary>No token came; the message says why and what to look at, and holds nothing that was signed.</summary>
internal sealed class ClientTokenException(string message) : Exception(message);

/// <summary>A token as it was given.</summary>
/// <param name="Text">The token itself.</param>
/// <param name="ExpiresIn">Seconds for which it is good.</param>
/// <param name="Scope">What was granted.</param>
internal sealed record ClientToken(string Text, long ExpiresIn, string Scope);

/// <summary>Asks for a token as SMART Backend Services has it: finds the token endpoint below the FHIR base address, signs, and asks once.</summary>
internal sealed class ClientTokenRequest : IDisposable
{
    private const int LongestAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _base;
    private readonly TimeProvider _time;

    public ClientTokenRequest(Uri fhirBase, TimeProvider time)
    {
        _base = new Uri(fhirBase.AbsoluteUri.TrimEnd('/') + "/");
        _time = time;
        // No proxy leads to this machine, and none may read what is not encrypted.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !KeySetAddress.IsPlainLoopback(_base) };
        _http = new HttpClient(handler) { MaxResponseContentBufferSize = LongestAnswer, Timeout = Patience };
    }

    /// <summary>A token.</summary>
    /// <exception cref="ClientTokenException">There is none.</exception>
    public async Task<ClientToken> AskAsync(ClientKey key, string clientId, string scope, CancellationToken cancellation)
    {
        var endpoint = await EndpointAsync(cancellation);
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "client_credentials"),
            new("scope", scope),
            new("client_assertion_type", ClientAssertions.Type),
            new("client_assertion", ClientAssertions.Sign(key, clientId, endpoint.OriginalString, _time.GetUtcNow())),
        ]);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = form };
        var (status, answer) = await SendAsync(request, cancellation);
        if (status == HttpStatusCode.OK && Text(answer, "access_token") is { Length: > 0 } token)
            return new ClientToken(token, answer.TryGetProperty("expires_in", out var life) && life.TryGetInt64(out var seconds) ? seconds : 0, Text(answer, "scope") ?? scope);
        throw new ClientTokenException(Text(answer, "error") switch
        {
            "invalid_client" => "no token: the service does not accept who asks. Look at ID ('ccm-bridge client list'), at the key that it is registered with, and at this machine's clock; the service's log has a word for why.",
            "invalid_scope" => "no token: nothing of what --scope asks for can be granted to this client. 'ccm-bridge client list' shows what it is registered with.",
            _ => $"no token: {endpoint.GetLeftPart(UriPartial.Path)} answers HTTP {(int)status}.",
        });
    }

    private async Task<Uri> EndpointAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_base, ".well-known/smart-configuration"));
        var (status, answer) = await SendAsync(request, cancellation);
        if (status == HttpStatusCode.OK && Uri.TryCreate(Text(answer, "token_endpoint"), UriKind.Absolute, out var endpoint) && KeySetAddress.IsAllowed(endpoint))
            return endpoint;
        throw new ClientTokenException($"{_base} says of no token endpoint (HTTP {(int)status}). Look at --url: it is the address of the service, the slug of the tenant and 'fhir'.");
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.SendAsync(request, cancellation);
            return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation)));
        }
        catch (JsonException)
        {
            throw new ClientTokenException($"{request.RequestUri} does not answer in JSON. Look at --url.");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new ClientTokenException($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} cannot be reached. Look at --url, and whether 'ccm-bridge run' is running there.");
        }
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public void Dispose() => _http.Dispose();
}
