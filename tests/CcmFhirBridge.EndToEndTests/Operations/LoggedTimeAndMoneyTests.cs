using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Logged time in the places where it could make a wrong claim: across clocks, beside the EHR's own entries, after a close, and across a merge.</summary>
public sealed class LoggedTimeAndMoneyTests : IAsyncLifetime
{
    private const string Short = "one-second-under-20-minutes";
    private const string Exact = "exactly-20-minutes";

    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Theory]
    [InlineData("2026-04-20T23:59:30-04:00", "2026-04-21T00:00:31-04:00", "2026-04", 61)]
    [InlineData("2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00", "2026-03", 3600)]
    [InlineData("2025-11-02T01:30:00-04:00", "2025-11-02T01:15:00-05:00", "2025-11", 2700)]
    [InlineData("2026-03-31T23:59:59-04:00", "2026-04-01T00:00:01-04:00", "2026-03", 1)]
    [InlineData("2026-03-31T23:59:59-04:00", "2026-04-01T00:00:01-04:00", "2026-04", 1)]
    [InlineData("2026-04-19T15:00:00.9Z", "2026-04-19T15:00:59.8Z", "2026-04", 58)]
    public async Task Seconds_are_those_that_passed_whatever_the_clock_on_the_wall_said(string start, string end, string month, int seconds)
    {
        var patient = _practice.Of("no-activity");

        (await LogAsync(patient, Entry(start, end, _practice.Nurse))).ShouldBe(HttpStatusCode.Created);

        (await SecondsAsync(patient, month)).ShouldBe(seconds);
    }

    [Fact]
    public async Task A_nurse_who_is_with_another_patient_by_the_EHR_is_counted_once()
    {
        var (seen, other) = (_practice.Of(Exact), _practice.Of("no-activity"));
        var line = (await _practice.GetAsync($"{seen}/$ccm-minutes?month={Bridge.Month}")).Parts("line")
            .First(static line => FhirReply.Parts(line, "performer").Count == 1 && Of(line, "clinicalStaff") != "0");
        var span = int.Parse(Of(line, "clinicalStaff"), CultureInfo.InvariantCulture);
        var (whole, nurse) = (await SecondsAsync(seen), Of(FhirReply.Parts(line, "performer").Single(), "who"));

        (await LogAsync(other, Entry(Of(line, "start"), Of(line, "end"), nurse))).ShouldBe(HttpStatusCode.Created);
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);

        (await SecondsAsync(seen) + await SecondsAsync(other)).ShouldBe(whole, "no second of the nurse is anybody's twice");
        (await SecondsAsync(other)).ShouldBeInRange(1, span - 1);
        BilledTo(seen).ShouldBe(0, "it fell under twenty minutes before it was billed");
        (await StatusAsync(seen)).Value("outcome").ShouldNotBe("bill");
    }

    [Fact]
    public async Task What_is_logged_after_the_month_was_closed_is_listed_and_never_sent()
    {
        var (unbilled, billed) = (_practice.Of(Short), _practice.Of(Exact));
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        var written = _practice.Ehr.History.Records.Count;

        (await LogAsync(unbilled, _practice.Entry(1))).ShouldBe(HttpStatusCode.Created);
        (await LogAsync(billed, _practice.Entry(1200, "2026-04-12T15:00:00Z"))).ShouldBe(HttpStatusCode.Created);
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        (await ResumedAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month)).Exit.ShouldBeOneOf(0, 3);

        _practice.Ehr.History.Records.Count.ShouldBe(written);
        (await StatusAsync(unbilled)).Value("outcome").ShouldBe("bill");
        var shown = (await _practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).Out;
        shown.ShouldContain(unbilled["Patient/".Length..]);
        shown.ShouldContain(billed["Patient/".Length..]);
        (await ResumedAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(3).Out.ShouldContain(billed);
        _practice.Ehr.History.Records.Count.ShouldBe(written);
    }

    [Fact]
    public async Task What_was_logged_for_a_chart_that_is_merged_goes_on_with_the_chart_that_is_left_once()
    {
        var (left, given) = (_practice.Of(Short), _practice.Of("no-activity"));
        var entry = _practice.Entry(61);
        var logged = (await LogAsync(given, entry)).ShouldBe(HttpStatusCode.Created);
        (await SecondsAsync(given)).ShouldBe(61);

        // One person has one billing practitioner: the plan of the chart that goes would leave that open.
        foreach (var plan in _practice.Ehr.Ehr.Store.Current("CarePlan").Select(static stored => stored.Id).ToList())
        {
            if (_practice.Ehr.Read("CarePlan", plan).GetProperty("subject").GetProperty("reference").GetString() == given)
                _practice.Ehr.Edit("CarePlan", plan, static json => json["status"] = "revoked");
        }

        _practice.Ehr.Edit("Patient", given["Patient/".Length..], json => json["link"] = new JsonArray(new JsonObject { ["other"] = new JsonObject { ["reference"] = left }, ["type"] = "replaced-by" }));
        _practice.Bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        (await ResumedAsync("sync", "--tenant", Bridge.Slug, "--full")).ShouldExit(0);
        (await _practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);

        (await SecondsAsync(left)).ShouldBe(1199 + 61);
        (await StatusAsync(left)).Value("seconds", "clinicalStaff").ShouldBe($"{1199 + 61}");
        (await StatusAsync(given)).Status.ShouldBe(HttpStatusCode.NotFound, "a chart that was given up is nobody");
        (await LogAsync(given, entry)).Status.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound);
        (await SecondsAsync(left)).ShouldBe(1199 + 61);
        (await _practice.GetAsync($"Encounter/{logged.Body.GetProperty("id").GetString()}")).ShouldBe(HttpStatusCode.OK);
        var closed = await _practice.CloseAsync();
        BilledTo(given).ShouldBe(0);
        BilledTo(left).ShouldBe(1, closed.Exit + string.Join(' ', (await StatusAsync(left)).Parts("criterion").Where(static criterion => Of(criterion, "result") != "met").Select(static criterion => Of(criterion, "message"))));
    }

    [Theory]
    [InlineData("0001-01")]
    [InlineData("1900-01")]
    [InlineData("9998-12")]
    public async Task A_month_at_the_end_of_the_calendar_is_answered_or_refused_and_nothing_breaks(string month)
    {
        var patient = _practice.Of(Exact);
        foreach (var path in new[] { $"{patient}/$ccm-status", $"{patient}/$ccm-minutes", $"{patient}/$ccm-explain", "$ccm-plan" })
            ((int)(await _practice.GetAsync($"{path}?month={month}")).Status).ShouldBeLessThan(500, $"{path} {month}");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:01:00Z")]
    [InlineData("0001-01-01T00:00:00-12:00", "0001-01-01T00:01:00-12:00")]
    [InlineData("1900-01-01T12:00:00Z", "1900-01-01T12:01:00Z")]
    public async Task Time_of_another_age_breaks_nothing(string start, string end)
    {
        var patient = _practice.Of(Short);

        ((int)(await LogAsync(patient, Entry(start, end, _practice.Nurse))).Status).ShouldBeLessThan(500);

        (await SecondsAsync(patient)).ShouldBe(1199);
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        BilledTo(patient).ShouldBe(0);
    }

    [Fact]
    public async Task Every_kind_of_decision_is_recorded_with_who_and_through_which_client()
    {
        var patient = _practice.Of(Exact);
        var doctor = _practice.Practitioner("Practitioner/dr-");
        (string Kind, (string, string, JsonNode)[] More)[] kinds =
        [
            ("hold", []), ("enrolled-elsewhere", []), ("lower-units", [("code", "valueCode", "99490"), ("units", "valuePositiveInt", 1)]), ("withhold-code", [("code", "valueCode", "99439")]),
            ("choose-pathway", [("pathway", "valueCode", "staff")]), ("billing-practitioner", [("practitioner", "valueReference", new JsonObject { ["reference"] = doctor })]),
        ];

        foreach (var (kind, more) in kinds)
        {
            var told = (await _practice.PostAsync($"{patient}/$ccm-decide", ServedPractice.Parameters(
                [("month", "valueDate", Bridge.Month), ("by", "valueString", "Dr. Reed"), ("reason", "valueString", kind), ("kind", "valueCode", kind), .. more]))).ShouldBe(HttpStatusCode.Created);
            told.Value("decision").ShouldNotBeNull();
        }

        var kept = (await _practice.Bridge.RunAsync("decide", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Json;
        kept.Select(static decision => decision.GetProperty("reason").GetString()).Order(StringComparer.Ordinal).ShouldBe(kinds.Select(static pair => pair.Kind).Order(StringComparer.Ordinal));
        kept.ShouldAllBe(static decision => decision.GetProperty("by").GetString() == "Dr. Reed" && decision.GetProperty("via").GetString() == "billing-app");
    }

    // A paused tenant takes no command that works for it.
    private async Task<CommandResult> ResumedAsync(params string[] command)
    {
        (await _practice.Bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
        var result = await _practice.Bridge.RunAsync(command);
        (await _practice.Bridge.RunAsync("tenant", "pause", Bridge.Slug)).ShouldExit(0);
        return result;
    }

    private int BilledTo(string patient) => _practice.Ehr.Ours("Claim").Count(stored => JsonElement.Parse(stored.Body!).GetProperty("patient").GetProperty("reference").GetString() == patient);

    private static JsonObject Entry(string start, string end, string performer) => ServedPractice.Parameters(
        ("start", "valueDateTime", start), ("end", "valueDateTime", end), ("activity", "valueCode", "care-coordination"), ("performer", "valueReference", new JsonObject { ["reference"] = performer }));

    private Task<FhirReply> LogAsync(string patient, JsonNode entry) => _practice.PostAsync($"{patient}/$log-time", entry);

    private Task<FhirReply> StatusAsync(string patient) => _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}");

    private async Task<int> SecondsAsync(string patient, string month = Bridge.Month) =>
        int.Parse((await _practice.GetAsync($"{patient}/$ccm-minutes?month={month}")).ShouldBe(HttpStatusCode.OK).Value("clinicalStaff")!, CultureInfo.InvariantCulture);

    private static string Of(JsonElement part, string name) => FhirReply.Value(FhirReply.Parts(part, name).Single());
}
