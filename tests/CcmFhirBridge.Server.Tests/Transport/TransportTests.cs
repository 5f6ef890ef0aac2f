using System.Net;
using System.Net.Sockets;
using System.Text;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Server.Tests.Door;
using CcmFhirBridge.Server.Transport;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Tests.Transport;

/// <summary>How a request may come to a tenant's endpoints, and what it may be.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private readonly StoredTenants _tenants = new("lakeside", "hillside");
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants, options => options with { PublicUrl = new Uri("https://bridge.example") });
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/Claim.rs");
        _token = await _client.TokenAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task What_a_request_says_of_host_and_tenant_changes_nothing()
    {
        var plain = await _server.ProbeAsync(_token);
        foreach (var (name, value) in ((string, string)[])[
            ("X-Tenant", "hillside"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Prefix", "/hillside"), ("X-Forwarded-Proto", "http"), ("X-Original-URL", "/hillside/fhir/probe"), ("X-Rewrite-URL", "/hillside/fhir/probe"), ("X-HTTP-Method-Override", "POST")])
            (await _server.ProbeAsync(_token, change: request => request.Headers.Add(name, value))).Body.ShouldBe(plain.Body, name);
        (await _server.ProbeAsync(_token, change: request => request.Headers.Host = "evil.example")).Body.ShouldBe(plain.Body);

        using var spoofed = new HttpRequestMessage(HttpMethod.Get, new Uri("/lakeside/fhir/.well-known/smart-configuration", UriKind.Relative));
        spoofed.Headers.Host = "evil.example";
        spoofed.Headers.Add("X-Forwarded-Host", "evil.example");
        using var answer = await _server.Client.SendAsync(spoofed);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("\"https://bridge.example/lakeside/oauth/token\"");
    }

    [Theory]
    [InlineData("/../fhir/probe", 404)]
    [InlineData("/%2e%2e/fhir/probe", 404)]
    [InlineData("/lakeside/../hillside/fhir/probe", 403)]
    [InlineData("/lakeside%2f..%2fhillside/fhir/probe", 404)]
    [InlineData("/lakeside./fhir/probe", 404)]
    [InlineData("/LAKESIDE/fhir/probe", 404)]
    [InlineData("/lakeside%20/fhir/probe", 404)]
    [InlineData("/l%D0%B0keside/fhir/probe", 404)]
    [InlineData("/%EF%BD%8Cakeside/fhir/probe", 404)]
    [InlineData("/lakeside%00/fhir/probe", 400)]
    [InlineData("/lakeside;x=y/fhir/probe", 404)]
    [InlineData("//lakeside/fhir/probe", 404)]
    public async Task A_slug_is_that_of_a_tenant_to_the_letter(string path, int status)
    {
        (await RawAsync($"GET {path} HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer {_token}\r\nConnection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status} ");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_or_without_its_length()
    {
        (await PostAsync(new ByteArrayContent(new byte[1024 * 1024]), chunked: false)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var chunked in (bool[])[false, true])
        {
            var answer = await PostAsync(new ByteArrayContent(new byte[(1024 * 1024) + 1]), chunked);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, $"chunked: {chunked}");
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"too-long\"");
        }

        (await RawAsync($"POST {DoorServer.Probe} HTTP/1.1\r\nHost: bridge\r\nAuthorization: Bearer {_token}\r\nContent-Length: 2147483648\r\n\r\n")).ShouldStartWith("HTTP/1.1 413 ");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    [InlineData("GZIP")]
    public async Task A_packed_body_is_refused_unopened(string coding)
    {
        using var content = new ByteArrayContent(new byte[100]);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        (await PostAsync(content, chunked: false)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        using var form = RegisteredClient.Form(_client.Assertion(_server), "system/Claim.rs");
        form.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        (await _client.SendAsync(_server, form)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Long_addresses_headers_and_queries_are_refused()
    {
        (await _server.ProbeAsync(_token, DoorServer.Probe + "?" + string.Join('&', Enumerable.Repeat("a=b", RequestGate.MostParameters)))).Status.ShouldBe(200);
        (await _server.ProbeAsync(_token, DoorServer.Probe + "?" + string.Join('&', Enumerable.Repeat("a=b", RequestGate.MostParameters + 1)))).Status.ShouldBe(400);
        (await _server.ProbeAsync(_token, DoorServer.Probe + "?a=" + new string('x', 9000))).Status.ShouldBe(414);
        (await _server.ProbeAsync(_token, change: request => request.Headers.Add("X-Long", new string('x', 17_000)))).Status.ShouldBe(431);
        (await _server.ProbeAsync(_token, change: request =>
        {
            for (var number = 0; number < 100; number++)
                request.Headers.Add($"X-Header-{number}", "x");
        })).Status.ShouldBe(431);
    }

    [Fact]
    public async Task What_takes_too_long_is_ended_and_said_so()
    {
        var waits = _server.Time.Waits.Count;
        var asking = _server.ProbeAsync(_token, DoorServer.Probe + "/slow");
        await Eventually.ShouldHoldAsync(() => _server.Time.Waits.Skip(waits).Contains(RequestGate.LongestAnswer), "the answer to be awaited");
        await Eventually.ShouldHoldAsync(
            () =>
            {
                _server.Time.Advance(RequestGate.LongestAnswer);
                return asking.IsCompleted;
            },
            "the answer");

        var answer = await asking;
        answer.Status.ShouldBe(503);
        answer.Body.ShouldContain("\"code\":\"timeout\"");
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_keep_and_run_nothing()
    {
        foreach (var token in (string?[])[_token, null])
        {
            var headers = (await _server.ProbeAsync(token)).Headers;
            headers.CacheControl!.NoStore.ShouldBeTrue();
            foreach (var (name, value) in ((string, string)[])[("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer")])
                headers.GetValues(name).ShouldBe([value]);
            headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
            headers.Contains("Server").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Behind_a_named_proxy_only_what_reached_it_over_TLS_is_answered()
    {
        await using var server = await DoorServer.StartAsync(_tenants, options => options with { TrustedProxies = [new IPNetwork(IPAddress.Loopback, 32)] });
        var token = _token;

        (await server.ProbeAsync(token)).Status.ShouldBe(403, "the proxy does not say how it came");
        (await server.ProbeAsync(token, change: request => Forwarded(request, "http"))).Status.ShouldBe(403);
        var secure = await server.ProbeAsync(token, change: request => Forwarded(request, "https"));
        secure.Status.ShouldBe(200);
        secure.Headers.GetValues("Strict-Transport-Security").ShouldBe(["max-age=31536000"]);
        (await server.ProbeAsync(token, "/lakeside/fhir/.well-known/smart-configuration")).Status.ShouldBe(403);
        using var form = RegisteredClient.Form(_client.Assertion(server), "system/Claim.rs");
        var refused = await _client.SendAsync(server, form);
        (refused.Status, refused.Error).ShouldBe((HttpStatusCode.Forbidden, "invalid_request"));
        (await server.AskAsync("/health/live")).Code.ShouldBe(HttpStatusCode.OK, "what holds nothing of a tenant is answered all the same");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_asked_a_proxy_is_counted_by_what_a_named_one_says_and_by_nobody_else(bool named)
    {
        await using var server = await DoorServer.StartAsync(_tenants, options => options with
        {
            TrustedProxies = named ? [new IPNetwork(IPAddress.Loopback, 32)] : [],
            DoorLimits = DoorServer.NoLimits with { TokenAddress = new(5, 1) },
        });
        async Task<HttpStatusCode> AskAsync(string sender)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/lakeside/oauth/token", UriKind.Relative)) { Content = RegisteredClient.Form("a.b.c", "system/Claim.rs") };
            request.Headers.Add("X-Forwarded-For", sender);
            request.Headers.Add("X-Forwarded-Proto", "https");
            using var answer = await server.Client.SendAsync(request);
            return answer.StatusCode;
        }

        var first = new List<HttpStatusCode>();
        for (var time = 0; time < 20; time++)
            first.Add(await AskAsync("198.51.100.1, 203.0.113.9"));
        first.ShouldContain(HttpStatusCode.TooManyRequests);
        var others = new List<HttpStatusCode>();
        for (var time = 0; time < 20; time++)
            others.Add(await AskAsync($"203.0.113.9, 198.51.100.{time}"));
        if (named)
            others.ShouldAllBe(status => status == HttpStatusCode.BadRequest, "each is another sender, whatever it claims to pass on");
        else
            others.ShouldContain(HttpStatusCode.TooManyRequests, "to us it is one sender");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=203.0.113.9;proto=https")]
    [InlineData("Via", "1.1 nginx")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    public async Task What_a_proxy_of_this_machine_passed_on_that_nobody_named_is_refused(string name, string value)
    {
        (await _server.ProbeAsync(_token)).Status.ShouldBe(200);

        var answer = await _server.ProbeAsync(_token, change: request =>
        {
            request.Headers.Add(name, value);
            request.Headers.Add("X-Forwarded-Proto", "https");
        });

        answer.Status.ShouldBe(403);
        answer.Body.ShouldContain("--trusted-proxy");
        using var token = new HttpRequestMessage(HttpMethod.Post, new Uri("/lakeside/oauth/token", UriKind.Relative)) { Content = RegisteredClient.Form(_client.Assertion(_server), "system/Claim.rs") };
        token.Headers.Add(name, value);
        using var refused = await _server.Client.SendAsync(token);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("203.0.113.9", "http", 403)]
    [InlineData("203.0.113.9", "https", 403)]
    [InlineData("127.0.0.1", "http", 0)]
    [InlineData("::1", "http", 0)]
    [InlineData("::ffff:127.0.0.1", "http", 0)]
    [InlineData("10.0.0.5", "https", 0)]
    [InlineData("10.0.0.5", "http", 403)]
    [InlineData("::ffff:10.0.0.5", "https", 0)]
    [InlineData("10.0.1.5", "https", 403)]
    public void Who_is_connected_decides_and_not_what_it_says(string peer, string scheme, int status)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        http.Request.Scheme = scheme;
        var rule = new TransportRule([IPNetwork.Parse("10.0.0.0/24")]);

        if (status == 0)
            Should.NotThrow(() => rule.Require(http));
        else
            Should.Throw<FhirProblem>(() => rule.Require(http)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task In_the_open_from_another_machine_nothing_of_a_tenant_is_answered()
    {
        var outside = Array.Find(await Dns.GetHostAddressesAsync(Dns.GetHostName()), address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        Assert.SkipWhen(outside is null, "This machine has no address but its own.");
        await using var server = await DoorServer.StartAsync(_tenants, options => options with { Urls = [$"http://{outside}:0"] });

        var answer = await server.ProbeAsync(_token, change: request => Forwarded(request, "https"));

        answer.Status.ShouldBe(403);
        answer.Body.ShouldContain("\"code\":\"security\"");
        answer.Body.ShouldContain("--trusted-proxy");
    }

    private static void Forwarded(HttpRequestMessage request, string proto)
    {
        request.Headers.Add("X-Forwarded-For", "203.0.113.9");
        request.Headers.Add("X-Forwarded-Proto", proto);
    }

    private async Task<HttpResponseMessage> PostAsync(HttpContent content, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(DoorServer.Probe, UriKind.Relative)) { Content = content };
        request.Headers.Authorization = new("Bearer", _token);
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        return await _server.Client.SendAsync(request);
    }

    private async Task<string> RawAsync(string text)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Client.BaseAddress!.Host, _server.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync() ?? "";
    }
}
