using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Tests.Doors;

/// <summary>The door of the simulated EHR: a client under test proves nothing against a door that lets everybody in.</summary>
public sealed class SmartDoorTests : IAsyncLifetime, IDisposable
{
    private const string Client = "bridge";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly HttpClient _http = new();
    private SimulatedEhr _ehr = null!;

    public async ValueTask InitializeAsync()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        var jwk = $$"""{"kty":"EC","crv":"P-384","kid":"k1","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        var twice = jwk.Replace("k1", "twice", StringComparison.Ordinal);
        _ehr = await SimulatedEhr.StartAsync(
            new SimulatedEhrOptions { Door = new DoorOptions { ClientId = Client, PublicKeys = $$"""{"keys":[{{jwk}},{{twice}},{{twice}}]}""" } },
            new FhirStore(TimeProvider.System), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        Dispose();
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_good_assertion_opens_it_for_the_scopes_that_were_granted()
    {
        (await ReadAsync("Patient", token: null)).ShouldBe(401);
        (await ReadAsync("Patient", "token-1")).ShouldBe(401);
        var token = await AskAsync(Assertion(), "system/Patient.rs");
        (await ReadAsync("Patient", token)).ShouldBe(200);
        (await ReadAsync("Claim", token)).ShouldBe(403);
        _ehr.Door!.Revoke();
        (await ReadAsync("Patient", token)).ShouldBe(401);
    }

    [Fact]
    public async Task An_assertion_is_good_once()
    {
        var assertion = Assertion();
        (await AskAsync(assertion)).ShouldNotBeNull();
        (await AskAsync(assertion)).ShouldBeNull();
    }

    [Theory]
    [InlineData("header", "alg", "\"none\"")]
    [InlineData("header", "alg", "\"HS384\"")]
    [InlineData("header", "alg", "\"ES256\"")]
    [InlineData("header", "alg", "\"RS384\"")]
    [InlineData("header", "kid", "\"other\"")]
    [InlineData("header", "kid", "\"twice\"")]
    [InlineData("header", "kid", null)]
    [InlineData("header", "typ", "\"at+jwt\"")]
    [InlineData("claims", "iss", "\"somebody\"")]
    [InlineData("claims", "sub", "\"somebody\"")]
    [InlineData("claims", "aud", "\"https://other.example/token\"")]
    [InlineData("claims", "exp", "1")]
    [InlineData("claims", "exp", "99999999999")]
    [InlineData("claims", "exp", null)]
    [InlineData("claims", "jti", null)]
    public async Task An_assertion_that_is_wrong_in_one_thing_is_refused(string part, string name, string? value)
    {
        var assertion = Assertion((header, claims) =>
        {
            var changed = part == "header" ? header : claims;
            if (value is null)
                changed.Remove(name);
            else
                changed[name] = JsonNode.Parse(value);
        });

        (await AskAsync(assertion)).ShouldBeNull();
    }

    [Fact]
    public async Task A_signature_of_another_key_or_of_another_shape_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        (await AskAsync(Assertion(key: other))).ShouldBeNull();
        (await AskAsync(Assertion(format: DSASignatureFormat.Rfc3279DerSequence))).ShouldBeNull();
        var good = Assertion();
        (await AskAsync(good[..good.LastIndexOf('.')] + ".")).ShouldBeNull();
        (await AskAsync(good[..(good.LastIndexOf('.') + 1)] + Base64Url.EncodeToString(new byte[96]))).ShouldBeNull();
        (await AskAsync("a.b")).ShouldBeNull();
        (await AskAsync("!.!.!")).ShouldBeNull();
    }

    private string Assertion(Action<JsonObject, JsonObject>? change = null, ECDsa? key = null, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
    {
        var header = new JsonObject { ["alg"] = "ES384", ["kid"] = "k1", ["typ"] = "JWT" };
        var claims = new JsonObject
        {
            ["iss"] = Client,
            ["sub"] = Client,
            ["aud"] = Endpoint,
            ["exp"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 240,
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
        };
        change?.Invoke(header, claims);
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA384, format))}";
    }

    private string Endpoint => new Uri(_ehr.BaseUrl).GetLeftPart(UriPartial.Authority) + "/oauth/token";

    private async Task<string?> AskAsync(string assertion, string scope = "system/*.rs")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = scope,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        });
        using var answer = await _http.PostAsync(Endpoint, form, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        if (answer.IsSuccessStatusCode)
            return body.GetProperty("access_token").GetString();
        ((int)answer.StatusCode).ShouldBe(400);
        body.GetProperty("error").GetString().ShouldBe("invalid_client");
        return null;
    }

    private async Task<int> ReadAsync(string type, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_ehr.BaseUrl}/{type}");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
