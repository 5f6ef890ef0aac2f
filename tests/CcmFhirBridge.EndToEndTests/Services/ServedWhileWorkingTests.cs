using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Clients ask and log beside a service that reads, closes and writes, while its tenant file changes, a client is revoked, and it is told to stop.</summary>
public sealed class ServedWhileWorkingTests : IAsyncLifetime
{
    private const int SecondsOfAnEntry = 10;

    private readonly Bridge _bridge = new();
    private readonly HttpClient _http = new();
    private PracticeEhr _ehr = null!;
    private ServiceProcess _service = null!;

    private string Patient => _ehr.Practice.Truth[0].Patient;

    public async ValueTask InitializeAsync()
    {
        _ehr = await PracticeEhr.StartAsync(_bridge.Clock, patients: 12);
        _bridge.WriteTenant(_ehr.Yaml());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        _bridge.Write("billing.pem", key.ExportPkcs8PrivateKeyPem());
        _bridge.Write("billing.jwks.json", (await _bridge.RunAsync("client", "keys", "billing.pem")).ShouldExit(0).Out);
        // What it says of its own addresses holds only when it is told its port.
        _service = ServiceProcess.Start(_bridge, "--urls", $"http://127.0.0.1:{FreePort.Next()}");
        await _service.TellsAsync("Running on ");
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _ehr.DisposeAsync();
        _http.Dispose();
        _bridge.Dispose();
    }

    [Fact]
    public async Task What_is_logged_is_kept_once_through_a_changed_file_and_a_stop()
    {
        var token = (await ClientAsync("Billing")).Token;
        await KnownAsync(token);

        var first = LogAllAsync(token, 0, 24);
        _bridge.WriteTenant(_ehr.Yaml(("name: Lakeside Family Practice\ntimeZone", "name: Lakeside Practice\ntimeZone")));
        var told = await first;
        await Eventually.ShouldHoldAsync(() => _ehr.Ours("ChargeItem").Count == _ehr.Lines, "the month to be written beside");
        var second = LogAllAsync(token, 24, 400);
        await Eventually.ShouldHoldAsync(() => told.Count > 0 && !second.IsCompleted, "requests on their way");
        _service.Terminate();
        (await _service.ExitAsync()).ShouldBe(0, _service.Told);
        var cut = await second;

        told.Values.ShouldAllBe(static answers => answers.Count(answer => answer == HttpStatusCode.Created) == 1 && answers.All(answer => answer == HttpStatusCode.Created || answer == HttpStatusCode.OK));
        cut.Values.SelectMany(static answers => answers).Where(static answer => answer is not null).ShouldAllBe(static answer =>
            answer == HttpStatusCode.Created || answer == HttpStatusCode.OK || answer == HttpStatusCode.ServiceUnavailable || answer == HttpStatusCode.TooManyRequests);
        var explained = (await _bridge.RunAsync("explain", Patient, "2026-05", "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json.Single();
        var seconds = explained.GetProperty("seconds").GetProperty("clinicalStaff").GetInt32();
        var promised = told.Count + cut.Values.Count(static answers => answers.Any(answer => answer is HttpStatusCode.Created or HttpStatusCode.OK));
        seconds.ShouldBeInRange(promised * SecondsOfAnEntry, (told.Count + cut.Count) * SecondsOfAnEntry);
        (seconds % SecondsOfAnEntry).ShouldBe(0, "every entry is there whole or not at all");
        _ehr.ShouldHoldEveryBillOnce();
        (await _bridge.RunAsync("audit", "verify", "--tenant", Bridge.Slug)).ShouldExit(0);
    }

    [Fact]
    public async Task Who_is_revoked_is_refused_from_that_moment_with_a_token_in_use()
    {
        var (id, token) = await ClientAsync("Billing");
        await KnownAsync(token);
        using var stop = new CancellationTokenSource();
        var seen = new ConcurrentBag<HttpStatusCode>();
        var asking = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                    seen.Add(await StatusAsync(token));
            },
            CancellationToken.None);
        await Eventually.ShouldHoldAsync(() => seen.Count > 3, "the token to be in use");

        (await _bridge.RunAsync("client", "revoke", id, "--tenant", Bridge.Slug)).ShouldExit(0);
        (await StatusAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        await stop.CancelAsync();
        await asking;

        // It asks without a pause, so that it may be put off, too.
        seen.ShouldAllBe(static status => status == HttpStatusCode.OK || status == HttpStatusCode.Unauthorized || status == HttpStatusCode.TooManyRequests);
        (await _bridge.RunAsync("client", "token", id, "--key", "billing.pem", "--url", Base())).ShouldExit(1)
            .ErrorLines.ShouldHaveSingleItem().ShouldStartWith("ccm-bridge: no token: the service does not accept who asks.");
    }

    private string Base() => new Uri(ReadyPage.AddressIn(_service.Told), $"{Bridge.Slug}/fhir").AbsoluteUri;

    private async Task<(string Id, string Token)> ClientAsync(string name)
    {
        var added = (await _bridge.RunAsync(
            "client", "add", name, "--tenant", Bridge.Slug, "--jwks", "billing.jwks.json", "--scope", "system/Patient.r system/Encounter.cr", "--json")).ShouldExit(0);
        var id = added.Json.Single().GetProperty("id").GetString()!;
        CommandResult? token = null;
        await Eventually.ShouldHoldAsync(
            async () => (token = await _bridge.RunAsync("client", "token", id, "--key", "billing.pem", "--url", Base())).Exit == 0, () => $"a token: {token?.Error}");
        return (id, token!.Out.Trim());
    }

    // Whoever has just begun has read nobody yet.
    private Task KnownAsync(string token) => Eventually.ShouldHoldAsync(async () => await StatusAsync(token) == HttpStatusCode.OK, () => "the patient to be read");

    private async Task<HttpStatusCode> StatusAsync(string token) =>
        await SendAsync(token, HttpMethod.Get, $"{Patient}/$ccm-minutes?month=2026-05", null) ?? throw new InvalidOperationException("The service is not there.");

    // Each entry twice at once, as a client sends that got no answer.
    private async Task<Dictionary<int, List<HttpStatusCode?>>> LogAllAsync(string token, int from, int count)
    {
        var answers = new Dictionary<int, List<HttpStatusCode?>>();
        foreach (var batch in Enumerable.Range(from, count).Chunk(8))
        {
            foreach (var (at, both) in await Task.WhenAll(batch.Select(async at => (at, await Task.WhenAll(LogAsync(token, at), LogAsync(token, at))))))
                answers[at] = [.. both];
            if (batch.All(at => answers[at].All(static answer => answer is null)))
                break;
        }

        return answers;
    }

    private Task<HttpStatusCode?> LogAsync(string token, int at)
    {
        var start = DateTimeOffset.Parse("2026-05-04T13:00:00Z", CultureInfo.InvariantCulture).AddSeconds(at * 2 * SecondsOfAnEntry);
        JsonObject Parameter(string name, string type, JsonNode value) => new() { ["name"] = name, [type] = value };
        string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var nurse = _ehr.Yaml().Split("reference: ").First(static piece => piece.StartsWith("Practitioner/rn-", StringComparison.Ordinal)).Split(',')[0];
        return SendAsync(token, HttpMethod.Post, $"{Patient}/$log-time", new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                Parameter("start", "valueDateTime", Text(start)), Parameter("end", "valueDateTime", Text(start.AddSeconds(SecondsOfAnEntry))),
                Parameter("activity", "valueCode", "care-coordination"), Parameter("performer", "valueReference", new JsonObject { ["reference"] = nurse })),
        });
    }

    private async Task<HttpStatusCode?> SendAsync(string token, HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, $"{Base()}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        try
        {
            using var answer = await _http.SendAsync(request);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
