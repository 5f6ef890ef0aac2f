using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Server.Tests.Desks;

namespace CcmFhirBridge.Server.Tests.Door;

/// <summary>Assertions that prove nothing, or not what they are sent for, over a real socket.</summary>
public sealed class AssertionAttackTests : IAsyncLifetime
{
    private const string Scope = "system/Claim.rs";

    private readonly StoredTenants _tenants = new("lakeside", "hillside");
    private RunningServer _server = null!;
    private RegisteredClient _rsa = null!;
    private RegisteredClient _ec = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants, options => options with { PublicUrl = new Uri("https://bridge.example") });
        _rsa = await RegisteredClient.RegisterAsync(_tenants, "lakeside", Scope, SigningKey.Rsa(), id: "rsa");
        _ec = await RegisteredClient.RegisterAsync(_tenants, "lakeside", Scope, SigningKey.Ec(), id: "ec");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _rsa.Dispose();
        _ec.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task An_unsigned_assertion_is_refused_whatever_case_its_alg_has()
    {
        foreach (var alg in (string[])["none", "None", "NONE", "nOnE"])
        {
            var header = _ec.Header();
            header["alg"] = alg;
            var content = SigningKey.Content(header, _ec.Claims(_server));
            foreach (var assertion in (string[])[content + ".", content + ".AA", content])
                await RefusedAsync(_ec, assertion, assertion.Split('.') is [_, _, "AA"] ? "algorithm" : "form");
        }
    }

    [Fact]
    public async Task HMAC_with_our_copy_of_the_public_key_is_refused()
    {
        foreach (var (alg, hash) in ((string, Func<byte[], byte[], byte[]>)[])[("HS256", HMACSHA256.HashData), ("HS384", HMACSHA384.HashData), ("HS512", HMACSHA512.HashData)])
        {
            var header = _rsa.Header();
            header["alg"] = alg;
            var content = SigningKey.Content(header, _rsa.Claims(_server));
            await RefusedAsync(_rsa, $"{content}.{SigningKey.Text(hash(_rsa.Key.PublicPem(), Encoding.ASCII.GetBytes(content)))}", "algorithm");
        }
    }

    [Fact]
    public async Task Other_algorithms_of_the_same_key_are_refused()
    {
        foreach (var (client, alg, hash) in ((RegisteredClient, string, HashAlgorithmName)[])[
            (_rsa, "RS256", HashAlgorithmName.SHA256), (_rsa, "RS512", HashAlgorithmName.SHA512), (_ec, "ES256", HashAlgorithmName.SHA256), (_rsa, "PS384", HashAlgorithmName.SHA384)])
        {
            var header = client.Header();
            header["alg"] = alg;
            var content = SigningKey.Content(header, client.Claims(_server));
            await RefusedAsync(client, $"{content}.{SigningKey.Text(client.Key.SignatureOf(content, hash))}", "algorithm");
        }

        // The algorithm of the other kind of key, by its owner's name.
        await RefusedAsync(_rsa, _rsa.Assertion(_server, header: head => head["alg"] = "ES384"), "key-unknown");
        await RefusedAsync(_ec, _ec.Assertion(_server, header: head => head["alg"] = "RS384"), "key-unknown");
    }

    [Fact]
    public async Task A_signature_of_zeros_is_refused()
    {
        var content = SigningKey.Content(_ec.Header(), _ec.Claims(_server));
        foreach (var length in (int[])[96, 95, 97, 1, 48, 192])
            await RefusedAsync(_ec, $"{content}.{SigningKey.Text(new byte[length])}", "signature");
    }

    [Fact]
    public async Task A_key_that_the_assertion_brings_itself_is_not_used()
    {
        using var foreign = SigningKey.Ec(_ec.Key.Id);
        var header = _ec.Header();
        header["jwk"] = foreign.Jwk();
        await RefusedAsync(_ec, foreign.Sign(header, _ec.Claims(_server)), "signature");

        (await _ec.AskAsync(_server, _ec.Assertion(_server, header: head => head["jwk"] = foreign.Jwk()))).Status.ShouldBe(HttpStatusCode.OK, "it is ignored, not looked at");
    }

    [Theory]
    [InlineData("../../dev/null")]
    [InlineData("' or 1=1 --")]
    [InlineData("")]
    [InlineData("ec-1\u0000")]
    [InlineData("EC-1")]
    public async Task A_key_id_is_compared_and_nothing_else(string kid)
    {
        await RefusedAsync(_ec, _ec.Assertion(_server, header: head => head["kid"] = kid), kid.Length == 0 ? "key-id" : "key-unknown");
    }

    [Fact]
    public async Task Without_an_end_or_with_one_in_the_wrong_place_it_is_refused()
    {
        var now = _server.Time.GetUtcNow().ToUnixTimeSeconds();
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body.Remove("exp")), "expiry");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["exp"] = now + 3600), "expiry");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["exp"] = now + 331), "expiry");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["exp"] = now - 30), "expiry");
        foreach (var odd in (JsonNode?[])["1779278640", now + 0.5, -1, 1e30, null, true])
            await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["exp"] = odd?.DeepClone()), "time");

        foreach (var good in (long[])[now + 330, now - 29])
            (await _ec.AskAsync(_server, _ec.Assertion(_server, claims: body => body["exp"] = good))).Status.ShouldBe(HttpStatusCode.OK, $"the skew is 30 s; exp {good - now}");
    }

    [Fact]
    public async Task One_that_is_not_good_yet_or_for_too_long_is_refused()
    {
        var now = _server.Time.GetUtcNow().ToUnixTimeSeconds();
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["iat"] = now + 600), "not-yet");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["nbf"] = now + 31), "not-yet");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["iat"] = now - 61), "life");

        var ordinary = _ec.Assertion(_server, claims: body => (body["iat"], body["nbf"]) = (now - 60, now + 30));
        (await _ec.AskAsync(_server, ordinary)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_audience_is_our_token_endpoint_and_nothing_like_it()
    {
        const string ours = "https://bridge.example/lakeside/oauth/token";
        foreach (var wrong in (string[])[
            "https://bridge.example/hillside/oauth/token", "https://bridge.example", ours + "/", ours.ToUpperInvariant(), "http://bridge.example/lakeside/oauth/token",
            "https://bridge.example:443/lakeside/oauth/token", "https://evil.example/lakeside/oauth/token", ours + "?x", _server.Client.BaseAddress + "lakeside/oauth/token"])
            await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["aud"] = wrong), "audience");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["aud"] = new JsonArray(ours)), "audience");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["aud"] = new JsonArray(ours, "https://other.example")), "audience");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body.Remove("aud")), "audience");
    }

    [Fact]
    public async Task The_same_assertion_a_second_time_is_refused_for_as_long_as_it_could_be_taken()
    {
        var assertion = _ec.Assertion(_server);
        (await _ec.AskAsync(_server, assertion)).Status.ShouldBe(HttpStatusCode.OK);
        await RefusedAsync(_ec, assertion, "replayed");

        _server.Time.Advance(TimeSpan.FromSeconds(269));
        await RefusedAsync(_ec, assertion, "replayed");
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(_ec, assertion, "expiry");
    }

    [Fact]
    public async Task Who_signs_and_who_it_is_about_are_one_and_known()
    {
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["sub"] = "rsa"), "issuer");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["iss"] = "rsa"), "issuer");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => (body["iss"], body["sub"]) = ("nobody", "nobody")), "client-unknown");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => (body["iss"], body["sub"]) = ("rsa", "rsa")), "key-unknown");
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body.Remove("jti")), "id");
    }

    [Fact]
    public async Task An_encrypted_or_packed_assertion_is_refused_before_it_is_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await deflate.WriteAsync(new byte[4 * 1024 * 1024]);
        var head = SigningKey.Text("""{"alg":"dir","enc":"A256GCM","zip":"DEF","typ":"JWT","kid":"ec-1"}"""u8.ToArray());
        var bomb = $"{head}..{SigningKey.Text(new byte[12])}.{SigningKey.Text(packed.ToArray())}.{SigningKey.Text(new byte[16])}";
        bomb.Length.ShouldBeLessThan(8 * 1024, "else its length alone is what refuses it");
        await RefusedAsync(_ec, bomb, "form");
        await RefusedAsync(_ec, _ec.Assertion(_server, header: header => header["zip"] = "DEF"), "header");
        await RefusedAsync(_ec, _ec.Assertion(_server, header: header => header["crit"] = new JsonArray("exp")), "header");

        var began = Stopwatch.GetTimestamp();
        for (var time = 0; time < 20; time++)
            (await _ec.AskAsync(_server, bomb)).ShouldBeInvalidClient();
        // A millisecond or so on an idle machine; unpacking what it says it holds would take as long on any.
        (Stopwatch.GetElapsedTime(began) / 20).ShouldBeLessThan(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task An_assertion_of_a_megabyte_is_too_large_and_one_of_nine_kilobytes_proves_nothing()
    {
        await RefusedAsync(_ec, _ec.Assertion(_server, claims: body => body["x"] = new string('x', 7000)), "size");
        var large = _ec.Assertion(_server, claims: body => body["x"] = new string('x', 1024 * 1024));
        foreach (var chunked in (bool[])[false, true])
        {
            using var form = RegisteredClient.Form(large, Scope);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/lakeside/oauth/token", UriKind.Relative)) { Content = form };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = true;
            using var answer = await _server.Client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, $"chunked: {chunked}");
        }
    }

    [Fact]
    public async Task What_two_readers_could_take_for_two_things_is_refused()
    {
        var (header, claims) = (_ec.Header().ToJsonString(), _ec.Claims(_server).ToJsonString());
        foreach (var (head, body, reason) in ((string, string, string)[])[
            (header, claims.Insert(1, "\"iss\":\"rsa\","), "form"), (header.Insert(1, "\"alg\":\"none\","), claims, "form"), ("[]", claims, "form"), (header, "null", "form"),
            (header, "{\"iss\":\"\\ud800\",\"sub\":\"\\ud800\"}", "issuer"), (header.Replace("JWT", "at+jwt", StringComparison.Ordinal), claims, "type"),
            (header, "{\"iss\":" + new string('[', 100) + new string(']', 100) + "}", "form")])
        {
            var content = $"{SigningKey.Text(Encoding.UTF8.GetBytes(head))}.{SigningKey.Text(Encoding.UTF8.GetBytes(body))}";
            await RefusedAsync(_ec, $"{content}.{SigningKey.Text(_ec.Key.SignatureOf(content, HashAlgorithmName.SHA384))}", reason);
        }
    }

    [Fact]
    public async Task An_assertion_for_another_tenant_opens_nothing_here()
    {
        using var other = await RegisteredClient.RegisterAsync(_tenants, "hillside", Scope, SigningKey.Ec(), id: "ec");
        using var form = RegisteredClient.Form(other.Assertion(_server), Scope);
        (await _ec.SendAsync(_server, form)).ShouldBeInvalidClient();
    }

    private async Task RefusedAsync(RegisteredClient client, string assertion, string reason)
    {
        _server.Log.Clear();
        (await client.AskAsync(_server, assertion)).ShouldBeInvalidClient();
        var told = _server.Log.GetSnapshot().Where(record => record.Id.Id == 1070).ShouldHaveSingleItem().Message;
        told.ShouldBe($"lakeside: a token was refused: {reason}");
    }
}
