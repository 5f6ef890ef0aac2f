using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>A client of one tenant that signs with a key of its own (ES384).</summary>
internal sealed class FuzzClient(string tenant) : IDisposable
{
    private const string KeyId = "fuzz-1";
    private const int GoodFor = 240;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private int _assertions;

    public string Tenant => tenant;

    /// <summary>The id that it was given.</summary>
    public string Id { get; set; } = "";

    public string KeySet
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kid"] = KeyId,
                    ["use"] = "sig",
                    ["alg"] = "ES384",
                    ["kty"] = "EC",
                    ["crv"] = "P-384",
                    ["x"] = Base64Url.EncodeToString(point.X!),
                    ["y"] = Base64Url.EncodeToString(point.Y!),
                }),
            }.ToJsonString();
        }
    }

    /// <summary>A good assertion that was never used.</summary>
    public string Assertion(DateTimeOffset now, Uri root)
    {
        var header = new JsonObject { ["alg"] = "ES384", ["typ"] = "JWT", ["kid"] = KeyId };
        var claims = new JsonObject
        {
            ["iss"] = Id,
            ["sub"] = Id,
            ["aud"] = new Uri(root, $"{tenant}/oauth/token").AbsoluteUri,
            ["exp"] = now.ToUnixTimeSeconds() + GoodFor,
            ["jti"] = $"{tenant}-{Interlocked.Increment(ref _assertions)}",
        };
        var content = $"{Text(header)}.{Text(claims)}";
        lock (_key)
            return $"{content}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA384))}";
    }

    /// <summary>The form that asks for a token.</summary>
    public static string Form(string assertion) => "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&scope="
        + $"{Uri.EscapeDataString("system/*.cruds")}&client_assertion={assertion}";

    public async Task<string> TokenAsync(HttpClient http, DateTimeOffset now, Uri root, CancellationToken cancellation)
    {
        using var form = new StringContent(Form(Assertion(now, root)), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await http.PostAsync(new Uri($"{tenant}/oauth/token", UriKind.Relative), form, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(text).GetProperty("access_token").GetString()!
            : throw new InvalidOperationException($"{tenant} gave no token: {(int)answer.StatusCode} {text}");
    }

    public void Dispose() => _key.Dispose();

    private static string Text(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
