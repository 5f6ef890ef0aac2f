using System.Net.Sockets;
using System.Text;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Tests.Desks;
using CcmFhirBridge.Server.Tests.Door;

namespace CcmFhirBridge.Server.Tests.Transport;

/// <summary>What somebody tries to have written into a log, a header, a refusal or a metric.</summary>
public sealed class OutputAttackTests : IAsyncLifetime
{
    private const string Canary = "Canarymiller";

    // A line break, a colour of a terminal, a bell, a mark of direction, a line break of Unicode.
    private const string Wild = "%0d%0aX-Injected:%20yes%0d%0a%1b%5b31m%07%e2%80%ae%e2%80%a8" + Canary;

    private static readonly string[] s_below = ["   at ", ".cs:", "System.", "SELECT", "SQLite", "Npgsql", "/home/", "Exception:"];

    private readonly StoredTenants _tenants = new("lakeside", "hillside");
    private RunningServer _server = null!;
    private RegisteredClient _client = null!;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _server = await DoorServer.StartAsync(_tenants, static options => options with { PublicUrl = new Uri("https://bridge.example") });
        _client = await RegisteredClient.RegisterAsync(_tenants, "lakeside", "system/*.cruds");
        _token = await _client.TokenAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _tenants.Dispose();
    }

    [Fact]
    public async Task Attack_80_a_line_of_the_log_cannot_be_forged()
    {
        foreach (var target in Targets())
            await RawAsync(target);
        await RawAsync("/lakeside/fhir/Claim", $"Authorization: Bearer lakeside.{Canary}\u001b[31m\r\n");
        var forged = _client.Assertion(_server, claims: static claims => claims["iss"] = $"x\r\nlakeside: recovered\u001b[31m{Canary}", header: static header => header["kid"] = $"k\r\n{Canary}");
        (await _client.AskAsync(_server, forged)).ShouldBeInvalidClient();

        var lines = _server.Log.GetSnapshot();
        lines.ShouldNotBeEmpty();
        foreach (var line in lines)
        {
            line.Message.Any(char.IsControl).ShouldBeFalse(line.Message);
            line.Message.ShouldNotContain(Canary);
            line.Message.ShouldNotContain("\u202e");
        }
    }

    [Fact]
    public async Task No_line_of_the_log_takes_the_address_along()
    {
        // An id of a patient stands in it. Where scopes are written too, a line carries what its request brought.
        await RawAsync($"/lakeside/fhir/Patient/{Canary}/$ccm-status", "Authorization: Bearer nobody\r\n");

        var lines = _server.Log.GetSnapshot();
        lines.ShouldContain(static line => line.Message.Contains("a caller was refused", StringComparison.Ordinal));
        foreach (var line in lines)
            line.Scopes.ShouldAllBe(static scope => !$"{scope}".Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_81_a_refusal_repeats_nothing_and_tells_nothing_of_what_lies_below()
    {
        var refused = 0;
        foreach (var target in Targets())
        {
            var answer = await RawAsync(target);
            refused += answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) ? 1 : 0;
            // A link tells a search as it was asked; a refusal tells nothing.
            if (!answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                answer.ShouldNotContain(Canary, Case.Insensitive);
            foreach (var word in s_below)
                answer.ShouldNotContain(word);
        }

        refused.ShouldBeGreaterThan(Targets().Count() / 2);
    }

    [Theory]
    [InlineData(true, 503)]
    [InlineData(false, 500)]
    public async Task Attack_81_a_failure_tells_that_it_happened_and_no_more(bool ofTheStore, int status)
    {
        const string Told = $"SELECT * FROM patient WHERE name = '{Canary}' -- /home/ccm/data/lakeside.db";
        var source = new FixedTenants(new RecordedRuns(Tenants.Make("lakeside")))
        {
            OnDesk = _ => throw (ofTheStore ? new StoreException(StoreFailure.CannotOpen, Told) : new InvalidOperationException(Told)),
        };
        await using var server = await RunningServer.StartAsync(source);

        using var answer = await server.Client.GetAsync(new Uri("/lakeside/fhir/Claim", UriKind.Relative));
        using var token = await server.Client.PostAsync(new Uri("/lakeside/oauth/token", UriKind.Relative), RegisteredClient.Form("a.b.c", "x"));

        foreach (var each in new[] { answer, token })
        {
            ((int)each.StatusCode).ShouldBe(status);
            var text = await each.Content.ReadAsStringAsync();
            text.ShouldNotContain(Canary);
            foreach (var word in s_below)
                text.ShouldNotContain(word);
        }

        var lines = server.Log.GetSnapshot().Select(static line => line.Message + line.Exception).ToList();
        lines.ShouldContain(static line => line.Contains("A request failed", StringComparison.Ordinal));
        lines.ShouldAllBe(static line => !line.Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_offered_is_no_failure_in_the_log()
    {
        (await RawAsync("/lakeside/fhir/_history")).ShouldStartWith("HTTP/1.1 501 ");

        _server.Log.GetSnapshot().ShouldAllBe(static line => !line.Message.Contains("A request failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attack_82_no_header_can_be_put_into_an_answer()
    {
        foreach (var target in Targets())
        {
            var head = (await RawAsync(target)).Split("\r\n\r\n")[0];
            head.ShouldNotContain("\nX-Injected", Case.Insensitive);
            head.ShouldNotContain("X-Injected", Case.Insensitive);
            head.ShouldNotContain("Content-Disposition", Case.Insensitive);
            head.ShouldNotContain("Location:", Case.Insensitive);
        }
    }

    private static IEnumerable<string> Targets()
    {
        foreach (var path in new[] { "/lakeside/fhir/Claim/{}", "/lakeside/fhir/Claim/{}/_history/1", "/lakeside/fhir/Claim/x/_history/{}", "/lakeside/fhir/{}", "/lakeside/fhir/Patient/{}/$ccm-nothing", "/{}/fhir/Claim", "/{}/oauth/token", "/lakeside/fhir/Claim/$x{}" })
            yield return path.Replace("{}", Wild, StringComparison.Ordinal);
        foreach (var name in new[] { "_id", "identifier", "patient", "status", "created", "_lastUpdated", "_count", "_sort", "_summary", "_elements", "_total", "_page", "_format", "_pretty", "_include", "_has:x", "patient.name", "status:x", "access_token" })
            yield return $"/lakeside/fhir/Claim?{name}={Wild}";
        yield return $"/lakeside/fhir/Claim?{Wild}=1";
        yield return $"/lakeside/fhir/Claim?patient:{Wild}=1";
    }

    private async Task<string> RawAsync(string target, string? head = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Client.BaseAddress!.Host, _server.Client.BaseAddress.Port);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: bridge\r\nPrefer: handling=strict\r\n{head ?? $"Authorization: Bearer {_token}\r\n"}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
