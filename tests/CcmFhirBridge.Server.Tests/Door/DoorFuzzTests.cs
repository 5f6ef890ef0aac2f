using System.Net;
using System.Text;
using CcmFhirBridge.Server.Tests.Desks;
using CsCheck;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>Random and spoilt tokens: never let in, and never a fault of the service.</summary>
public sealed class DoorFuzzTests : IAsyncLifetime
{
    private const int Rounds = 400;

    private readonly StoredTenants _tenants = new("lakeside");
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;

    // How a text is spoilt: at a place, in a way, with a letter.
    private static readonly Gen<(int Place, int Way, char Letter)> s_change = Gen.Select(Gen.Int[0, 100_000], Gen.Int[0, 5], Gen.Char[(char)33, (char)126]);

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants);
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task A_spoilt_assertion_brings_no_token()
    {
        var good = _client.Assertion(_server);
        await s_change.List[1, 3].SampleAsync(
            async changes =>
            {
                var spoilt = changes.Aggregate(good, Spoil);
                // The last letter of a signature carries bits that stand for nothing: two texts, one signature.
                if (Means(spoilt) == Means(good))
                    return;
                (await _client.AskAsync(_server, spoilt)).ShouldBeInvalidClient();
            },
            iter: Rounds, threads: 4);
        (await _client.AskAsync(_server, good)).Status.ShouldBe(HttpStatusCode.OK, "it was good but for what was done to it");
    }

    [Fact]
    public async Task A_random_form_brings_no_token()
    {
        var field = Gen.Select(OneOf("grant_type", "client_assertion_type", "client_assertion", "scope", "client_id", "x"), Gen.String[Gen.Char, 0, 200]);
        await field.List[0, 8].SampleAsync(
            async fields =>
            {
                using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('&', fields.Select(each => each.Item1 + "=" + each.Item2))));
                content.Headers.ContentType = new("application/x-www-form-urlencoded");
                var answer = await _client.SendAsync(_server, content);
                answer.Status.ShouldBe(HttpStatusCode.BadRequest);
                answer.Error.ShouldNotBeNull();
            },
            iter: Rounds, threads: 4);
    }

    [Fact]
    public async Task Random_header_and_claims_bring_no_token_though_well_signed()
    {
        var value = Gen.OneOf(
            Gen.String[Gen.Char[' ', '~'], 0, 20].Select(text => System.Text.Json.JsonSerializer.Serialize(text)), Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            OneOf("null", "true", "[]", "{}", "[\"billing\"]", "1e400", "-0", "\"\\u0000\"", "\"\\ud800\"", "{\"a\":[[[]]]}"));
        var member = Gen.Select(OneOf("iss", "sub", "aud", "exp", "jti", "iat", "nbf", "alg", "typ", "kid", "jku", "crit", "x5u", "cty"), value);
        await Gen.Select(member.List[1, 3], Gen.Bool).SampleAsync(
            async (members, inHeader) =>
            {
                var (header, claims) = (_client.Header().ToJsonString(), _client.Claims(_server).ToJsonString());
                foreach (var (name, text) in members)
                {
                    if (inHeader)
                        header = With(header, name, text);
                    else
                        claims = With(claims, name, text);
                }

                var content = $"{SigningKey.Text(Encoding.UTF8.GetBytes(header))}.{SigningKey.Text(Encoding.UTF8.GetBytes(claims))}";
                var answer = await _client.AskAsync(_server, $"{content}.{SigningKey.Text(_client.Key.SignatureOf(content, System.Security.Cryptography.HashAlgorithmName.SHA384))}");
                // Another id, or a member that nobody reads, spoils nothing.
                var spoils = members.Any(each => inHeader ? each.Item1 is "alg" or "typ" or "kid" or "jku" or "crit" : each.Item1 is "iss" or "sub" or "aud");
                if (spoils)
                    answer.ShouldBeInvalidClient();
                else
                    answer.Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.BadRequest);
            },
            iter: Rounds, threads: 4);
    }

    [Fact]
    public async Task A_random_or_spoilt_token_lets_nobody_in()
    {
        var good = await _client.TokenAsync(_server);
        await Gen.OneOf(s_change.List[1, 3].Select(changes => changes.Aggregate(good, Spoil)), Gen.String[Gen.Char[' ', '~'], 0, 200]).SampleAsync(
            async token =>
            {
                if (token.Trim(' ') == good)
                    return;
                var answer = await _server.ProbeAsync(token: null, change: request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token));
                answer.Status.ShouldBeOneOf(401, 403);
            },
            iter: Rounds, threads: 4);
        (await _server.ProbeAsync(good)).Status.ShouldBe(200);
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static string With(string json, string name, string value)
    {
        var members = System.Text.Json.JsonElement.Parse(json).EnumerateObject().Where(each => each.Name != name).Select(each => $"\"{each.Name}\":{each.Value.GetRawText()}");
        return "{" + string.Join(',', members.Append($"\"{name}\":{value}")) + "}";
    }

    private static string Spoil(string text, (int Place, int Way, char Letter) change)
    {
        if (text.Length == 0)
            return change.Letter.ToString();
        var at = change.Place % text.Length;
        return change.Way switch
        {
            0 => text[..at] + change.Letter + text[(at + 1)..],
            1 => text[..at] + change.Letter + text[at..],
            2 => text[..at] + text[(at + 1)..],
            3 => text[..at],
            4 => text[at..],
            _ => text[..at] + text[at..] + text[at..],
        };
    }

    // The three parts as bytes; null when they are none.
    private static string? Means(string assertion)
    {
        try
        {
            return string.Join('.', assertion.Split('.').Select(part => Convert.ToHexString(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.DecodeBytes(part))));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
