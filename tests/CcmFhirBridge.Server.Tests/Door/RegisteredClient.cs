using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>A client that is registered with a key of its own, and asks a running service for tokens over HTTP as any client would.</summary>
internal sealed class RegisteredClient : IDisposable
{
    private const string JwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static int s_assertions;

    private RegisteredClient(string tenant, AccessClient client, SigningKey key) => (Tenant, Client, Key) = (tenant, client, key);

    public string Tenant { get; }

    public AccessClient Client { get; }

    public SigningKey Key { get; }

    public string Id => Client.Id;

    /// <summary>Registers a client in a tenant's store.</summary>
    public static async Task<RegisteredClient> RegisterAsync(
        StoredTenants tenants, string tenant, string scopes, SigningKey? key = null, AccessClientKeys? keys = null, string id = "billing")
    {
        await using var store = tenants.Open(tenant);
        return await RegisterAsync(store, scopes, key, keys, id);
    }

    /// <summary>Registers a client in a store.</summary>
    public static async Task<RegisteredClient> RegisterAsync(SqlTenantStore store, string scopes, SigningKey? key = null, AccessClientKeys? keys = null, string id = "billing")
    {
        key ??= SigningKey.Ec();
        var client = new AccessClient
        {
            Id = id,
            Name = "Billing system",
            Scopes = scopes,
            Keys = keys ?? AccessClientKeys.Kept(SigningKey.Set(key.Jwk())),
            Created = new AccessChange(Some.Morning, "admin"),
        };
        (await store.AddClientAsync(client, default)).ShouldBeTrue();
        return new RegisteredClient(store.Tenant, client, key);
    }

    /// <summary>The header of a good assertion.</summary>
    public JsonObject Header() => new() { ["alg"] = Key.Algorithm, ["typ"] = "JWT", ["kid"] = Key.Id };

    /// <summary>The claims of a good assertion, with an id that was never used.</summary>
    public JsonObject Claims(RunningServer server)
    {
        var now = server.Time.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Id,
            ["sub"] = Id,
            ["aud"] = server.App.Services.GetRequiredService<PublicAddress>().TokenEndpoint(Tests.Tenants.Make(Tenant)),
            ["exp"] = now + 240,
            ["jti"] = $"assertion-{Interlocked.Increment(ref s_assertions)}",
        };
    }

    /// <summary>A good assertion, or one that a test spoils.</summary>
    public string Assertion(RunningServer server, Action<JsonObject>? header = null, Action<JsonObject>? claims = null)
    {
        var (head, body) = (Header(), Claims(server));
        header?.Invoke(head);
        claims?.Invoke(body);
        return Key.Sign(head, body);
    }

    public static FormUrlEncodedContent Form(string assertion, string? scope, string grant = "client_credentials") => new(
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["grant_type"] = grant,
            ["client_assertion_type"] = JwtBearer,
            ["client_assertion"] = assertion,
            ["scope"] = scope,
        }.Where(field => field.Value is not null)!);

    /// <summary>Asks for a token with an assertion.</summary>
    public async Task<TokenAnswer> AskAsync(RunningServer server, string assertion, string? scope = "system/Claim.rs")
    {
        using var form = Form(assertion, scope);
        return await SendAsync(server, form);
    }

    public async Task<TokenAnswer> SendAsync(RunningServer server, HttpContent content)
    {
        using var answer = await server.Client.PostAsync(new Uri($"/{Tenant}/oauth/token", UriKind.Relative), content);
        return new TokenAnswer(answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()), answer.Headers);
    }

    /// <summary>A token of a running service.</summary>
    public async Task<string> TokenAsync(RunningServer server, string scope = "system/*.cruds")
    {
        var answer = await AskAsync(server, Assertion(server), scope);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToString());
        return answer.Body.GetProperty("access_token").GetString()!;
    }

    /// <summary>What a request of this client carries.</summary>
    public async Task<AuthenticationHeaderValue> AuthorizationAsync(RunningServer server, string scope = "system/*.cruds") => new("Bearer", await TokenAsync(server, scope));

    public void Dispose() => Key.Dispose();
}

/// <summary>An answer of a token endpoint.</summary>
internal sealed record TokenAnswer(HttpStatusCode Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public string? Error => Body.TryGetProperty("error", out var error) ? error.GetString() : null;

    /// <summary>Refused as RFC 6749 has it, without a word about what was wrong.</summary>
    public void ShouldBeInvalidClient()
    {
        Status.ShouldBe(HttpStatusCode.BadRequest);
        Body.ToString().ShouldBe("""{"error":"invalid_client"}""");
    }
}
