using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.EndToEndTests.Observing;

/// <summary>
/// Everything of a patient is marked in the EHR: names, numbers, addresses, birth dates, free text, and the ids of patients and of what
/// was done for them. A service goes through a whole month and everything that can go wrong on the way, and no mark comes out of it.
/// </summary>
public sealed partial class HostedCanaryTests
{
    private const string Mark = "zqx";
    private const string BirthDate = "1931-03-07";
    private const string Member = "1S00A00A";

    private static readonly string[] Marks = [Mark, BirthDate, Member];

    [Fact]
    public async Task Nothing_of_a_patient_comes_out_of_a_service_to_who_watches_it()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, rewrite: Marked);
        bridge.WriteTenant(ehr.Yaml());
        Damage(ehr);
        var (refusedReads, writes) = (0, 0);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context switch
        {
            { IsWrite: false, Type: "Consent" } when Interlocked.Increment(ref refusedReads) <= 1 => Refusal(403),
            { IsWrite: true } => Interlocked.Increment(ref writes) switch
            {
                1 => Refusal(422),
                2 => Refusal(500),
                3 => Refusal(400),
                _ => null,
            },
            _ => null,
        }));
        await using var service = await WatchedService.StartAsync(bridge, runs => new FailingOnce(runs));
        await Eventually.ShouldHoldAsync(() => service.Worker is { Failures: >= 1 }, "the refused read");
        await service.AskEverythingAsync();
        await Eventually.ShouldHoldAsync(() => service.Worker is { Passes: >= 2, Failures: >= 2, Figures: not null }, "a fault of ours, and passes after it");
        await service.AskEverythingAsync();
        var figures = service.Worker!.Figures!;
        var watched = await service.StopAsync();
        var asked = new[] { await bridge.RunAsync("status"), await bridge.RunAsync("status", "--json") };

        // What must stay inside did reach the service and went where it belongs.
        var written = string.Concat(ehr.History.Records.Select(record => Encoding.UTF8.GetString(record.Body!)));
        written.ShouldContain($"Patient/pt-{Mark}");
        figures.Rejected.ShouldBeGreaterThan(0, "a write was refused for good");
        figures.Gaps.ShouldBeGreaterThan(0, "a resource could not be read");
        watched["log"].ShouldContain("ehr-forbidden");
        watched["log"].ShouldContain(nameof(InvalidTimeZoneException));
        watched["exported traces"].ShouldContain("ccm.ehr.send");
        watched["exported logs"].ShouldContain("ehr-forbidden");
        watched["exported metrics"].ShouldContain("ccm.claims.confirmed");
        watched["/"].ShouldContain("Lakeside Family Practice");
        watched["/metrics"].ShouldContain("ccm_claims_rejected");

        ShouldShowNoMark(watched.Append(new("status", string.Concat(asked.Select(result => result.Out + result.Error)))));
    }

    [Theory]
    [InlineData("log", "exported logs")]
    [InlineData("exported traces")]
    [InlineData("/metrics", "exported metrics")]
    [InlineData("/")]
    public async Task Whoever_lets_a_mark_out_is_caught(params string[] places)
    {
        using var bridge = new Bridge();
        var yaml = PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:9/fhir");
        bridge.WriteTenant(places[0] == "/" ? PracticeEhr.Change(yaml, ("name: Lakeside Family Practice\ntimeZone", $"name: {Mark}\ntimeZone")) : yaml);
        await using var service = await WatchedService.StartAsync(bridge, runs => runs);
        await Eventually.ShouldHoldAsync(() => service.Worker is not null, "the tenant to be seen");
        switch (places[0])
        {
            case "log":
                Leak(service.App.Services.GetRequiredService<ILogger<HostedCanaryTests>>(), Mark);
                break;
            case "exported traces":
                using (var span = BridgeMeter.Activities.StartActivity("leak"))
                    span!.SetStatus(ActivityStatusCode.Error, Mark);
                break;
            case "/metrics":
                using (var meter = service.App.Services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(BridgeMeter.Name) { Version = "leak" }))
                    meter.CreateCounter<long>("leak").Add(1, new KeyValuePair<string, object?>("patient", Mark));
                break;
        }

        await service.AskEverythingAsync();
        var watched = await service.StopAsync();

        Showing(watched).Order(StringComparer.Ordinal).ShouldBe(places.Order(StringComparer.Ordinal));
    }

    private static void ShouldShowNoMark(IEnumerable<KeyValuePair<string, string>> watched)
    {
        foreach (var (place, text) in watched)
        {
            text.ShouldNotBeEmpty(place);
            foreach (var mark in Marks)
            {
                var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
                at.ShouldBe(-1, at < 0 ? place : $"{place}: …{text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)]}…");
            }
        }
    }

    private static IEnumerable<string> Showing(IReadOnlyDictionary<string, string> watched) =>
        watched.Where(place => Marks.Any(mark => place.Value.Contains(mark, StringComparison.OrdinalIgnoreCase))).Select(place => place.Key);

    [LoggerMessage(9999, LogLevel.Information, "{Patient} was seen")]
    private static partial void Leak(ILogger log, string patient);

    private static FhirAnswer Refusal(int status) => new()
    {
        Status = status,
        Body = Encoding.UTF8.GetBytes($$$"""
            {"resourceType":"OperationOutcome","id":"{{{Mark}}}","text":{"status":"generated","div":"<div>{{{Mark}}}</div>"},
             "issue":[{"severity":"error","code":"processing","diagnostics":"Zed {{{Mark}}} born {{{BirthDate}}}, member {{{Member}}}Y01",
              "details":{"text":"{{{Mark}}}"},"expression":["Claim.{{{Mark}}}(1)"],"location":["/{{{Mark}}}"]}]}
            """),
    };

    private static string Marked(string json)
    {
        json = json.Replace("-Synth", $"-{Mark}name", StringComparison.Ordinal).Replace("pt-0", $"pt-{Mark}-0", StringComparison.Ordinal)
            .Replace("\"ccm-0", $"\"ccm-{Mark}-0", StringComparison.Ordinal).Replace("\"LK0", $"\"LK{Mark}0", StringComparison.Ordinal)
            .Replace("555-01", $"555-{Mark}-01", StringComparison.Ordinal);
        json = BirthDates().Replace(json, $"\"birthDate\":\"{BirthDate}\"");
        json = Streets().Replace(json, $"\"line\":[\"1 {Mark} Street\"]");
        return json[..^1] + $",\"text\":{{\"status\":\"generated\",\"div\":\"<div>{Mark}</div>\"}},\"note\":[{{\"text\":\"{Mark}\"}}]}}";
    }

    /// <summary>Resources that become gaps or hold values where none belongs.</summary>
    private static void Damage(PracticeEhr ehr)
    {
        Load("Encounter", "odd-1", $$$"""
            {"resourceType":"Encounter","id":"odd-1","status":"finished","class":{"code":"{{{Mark}}}"},"subject":{"reference":"Patient/pt-{{{Mark}}}-00001","display":"{{{Mark}}}"},
             "type":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity","code":"{{{Mark}}}"}],"text":"{{{Mark}}}"}],
             "participant":[{"individual":{"reference":"Practitioner/{{{Mark}}}","display":"{{{Mark}}}"}}],
             "period":{"start":"{{{Mark}}}","end":"2026-04-10T10:00:00Z"},"length":{"value":1,"unit":"{{{Mark}}}","code":"{{{Mark}}}"}}
            """);
        Load("Condition", $"{Mark}-2", $$$"""{"resourceType":"Condition","id":"{{{Mark}}}-2","subject":{"display":"{{{Mark}}}"},"code":{"text":"{{{Mark}}}"}}""");
        Load("Consent", "odd-3", $$$"""
            {"resourceType":"Consent","id":"odd-3","status":"{{{Mark}}}","patient":{"reference":"Patient/{{{Mark}}}/{{{Mark}}}"},"dateTime":"{{{Mark}}}",
             "category":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-consent","code":"ccm"}]}]}
            """);
        Load("Coverage", "odd-4", $$$"""{"resourceType":"Coverage","id":"odd-4","status":["{{{Mark}}}"],"beneficiary":"{{{Mark}}}","subscriberId":{"{{{Mark}}}":1}}""");

        void Load(string type, string id, string json) => ehr.Ehr.Store.Load(type, id, JsonElement.Parse(json));
    }

    [GeneratedRegex("\"birthDate\":\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex BirthDates();

    [GeneratedRegex("\"line\":\\[\"[^\"]*\"\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Streets();

    /// <summary>Fails one pass that had gone well with an exception that is ours and says what no exception should.</summary>
    private sealed class FailingOnce(ITenantRuns runs) : ITenantRuns
    {
        private bool _failed;

        public Tenant Tenant => runs.Tenant;

        public Task<IAsyncDisposable> BeginAsync(CancellationToken cancellation) => runs.BeginAsync(cancellation);

        public Task LetGoAsync() => runs.LetGoAsync();

        public Task StepBackAsync() => runs.StepBackAsync();

        public Task<TenantPass> SyncAsync(CancellationToken cancellation) => runs.SyncAsync(cancellation);

        public Task AssessAsync(ServiceMonth month, CancellationToken cancellation) => runs.AssessAsync(month, cancellation);

        public Task<MonthState> CloseAsync(ServiceMonth month, CancellationToken cancellation) => runs.CloseAsync(month, cancellation);

        public Task RestAsync(CancellationToken cancellation) => runs.RestAsync(cancellation);

        public Task<AuditAnchor?> AnchorAsync(bool isStop, CancellationToken cancellation) => runs.AnchorAsync(isStop, cancellation);

        public Task<TenantFigures> FiguresAsync(ServiceMonth month, CancellationToken cancellation) => runs.FiguresAsync(month, cancellation);

        public async Task<WriteBackPass> WriteBackAsync(CancellationToken cancellation)
        {
            var pass = await runs.WriteBackAsync(cancellation);
            if (pass.Sent == 0 || _failed)
                return pass;
            _failed = true;
            throw new InvalidTimeZoneException($"{Mark} {BirthDate}", new InvalidDataException(Mark));
        }
    }
}
