using System.Net;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Time that was logged by mistake is taken back: it stays, as an error, and pays nothing.</summary>
public sealed class VoidTimeOperationTests : IAsyncLifetime
{
    private const string Short = "one-second-under-20-minutes";

    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task The_entry_stays_as_an_error_and_its_seconds_count_no_more_however_often_it_is_said()
    {
        var patient = _practice.Of(Short);
        var entry = (await LogAsync(patient, _practice.Entry(61))).ShouldBe(HttpStatusCode.Created).Body.GetProperty("id").GetString()!;
        (await StatusAsync(patient)).Value("outcome").ShouldBe("bill");

        var told = (await VoidAsync(entry, "wrong-patient")).ShouldBe(HttpStatusCode.OK);
        (await VoidAsync(entry, "duplicate")).ShouldBe(HttpStatusCode.OK).Body.ToString().ShouldBe(told.Body.ToString());

        (told.Body.GetProperty("status").GetString(), told.Body.GetProperty("meta").GetProperty("versionId").GetString()).ShouldBe(("entered-in-error", "2"));
        (await _practice.GetAsync($"Encounter/{entry}")).Body.ToString().ShouldBe(told.Body.ToString());
        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("1199");
        (await StatusAsync(patient)).Value("outcome").ShouldNotBe("bill");
        var trail = (await _practice.Bridge.RunAsync("audit", "list", "--tenant", Bridge.Slug, "--kind", "time", "--json")).ShouldExit(0).Json;
        trail.Select(static row => (row.GetProperty("action").GetString(), row.GetProperty("details").TryGetProperty("reason", out var reason) ? reason.GetString() : null))
            .ShouldBe([("log", null), ("void", "wrong-patient")], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_taken_back_is_not_logged_again_under_the_same_name()
    {
        var patient = _practice.Of("no-activity");
        var plain = (await LogAsync(patient, _practice.Entry(90))).Body.GetProperty("id").GetString()!;
        var named = (await LogAsync(patient, _practice.Entry(20, "2026-04-05T15:00:00Z", identifier: "e-1"))).Body.GetProperty("id").GetString()!;
        await VoidAsync(plain, "not-done");
        await VoidAsync(named, "wrong-time");

        (await LogAsync(patient, _practice.Entry(90))).ShouldBe(HttpStatusCode.Conflict).Issue.Message.ShouldContain("taken back");
        (await LogAsync(patient, _practice.Entry(20, "2026-04-05T15:00:00Z", identifier: "e-1"))).ShouldBe(HttpStatusCode.Conflict);
        (await LogAsync(patient, _practice.Entry(20, "2026-04-05T15:00:00Z"), ("If-None-Exist", "identifier=https://ehr.example/time|e-1"))).ShouldBe(HttpStatusCode.Conflict);
        (await LogAsync(patient, _practice.Entry(90, identifier: "e-2"))).ShouldBe(HttpStatusCode.Created);

        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("90");
    }

    [Fact]
    public async Task A_nurse_who_was_shared_with_it_is_wholly_with_the_other_patient_again()
    {
        var (one, other) = (_practice.Of("no-activity"), _practice.Of(Short));
        var entry = (await LogAsync(one, _practice.Entry(120))).Body.GetProperty("id").GetString()!;
        await LogAsync(other, _practice.Entry(120));
        (await MinutesAsync(other)).Value("clinicalStaff").ShouldBe($"{1199 + 60}");

        await VoidAsync(entry, "wrong-patient");

        (await MinutesAsync(one)).Value("clinicalStaff").ShouldBe("0");
        (await MinutesAsync(other)).Value("clinicalStaff").ShouldBe($"{1199 + 120}");
    }

    [Fact]
    public async Task What_was_billed_with_it_becomes_a_correction_and_nothing_is_sent()
    {
        var patient = _practice.Of(Short);
        var entry = (await LogAsync(patient, _practice.Entry(1))).Body.GetProperty("id").GetString()!;
        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        var written = _practice.Ehr.History.Records.Count;

        await VoidAsync(entry, "not-done");

        (await _practice.CloseAsync()).Exit.ShouldBeOneOf(0, 3);
        _practice.Ehr.History.Records.Count.ShouldBe(written);
        (await _practice.Bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
        (await _practice.Bridge.RunAsync("corrections", "list", "--tenant", Bridge.Slug, "--json")).ShouldExit(3).Out.ShouldContain(patient);
    }

    [Fact]
    public async Task It_outlives_a_full_read()
    {
        var patient = _practice.Of(Short);
        var entry = (await LogAsync(patient, _practice.Entry(61))).Body.GetProperty("id").GetString()!;
        await VoidAsync(entry, "duplicate");
        (await _practice.Bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);

        (await _practice.Bridge.SyncAsync(Bridge.Slug, "--full")).ShouldExit(0);

        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("1199");
    }

    [Fact]
    public async Task Only_what_was_logged_here_is_taken_back_for_a_reason_that_is_known_by_who_may()
    {
        var patient = _practice.Of("no-activity");
        var entry = (await LogAsync(patient, _practice.Entry(90))).Body.GetProperty("id").GetString()!;

        (await VoidAsync(entry, "regret")).ShouldBe(HttpStatusCode.UnprocessableEntity).Issue.Where.ShouldBe("Parameters.parameter[0].value");
        (await _practice.PostAsync($"Encounter/{entry}/$void-time", ServedPractice.Parameters())).ShouldBe(HttpStatusCode.BadRequest);
        (await _practice.PostAsync($"Encounter/{entry}/$void-time", Reason("not-done"), "system/Encounter.crs")).ShouldBe(HttpStatusCode.Forbidden);
        (await VoidAsync(_practice.Ehr.Ehr.Store.Current("Encounter")[0].Id, "not-done")).ShouldBe(HttpStatusCode.NotFound);
        (await VoidAsync(entry[..^1] + (entry[^1] == '0' ? '1' : '0'), "not-done")).ShouldBe(HttpStatusCode.NotFound);
        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("90");
    }

    [Fact]
    public async Task Who_asks_whether_an_entry_exists_is_not_told_of_another_patients()
    {
        var (one, other) = (_practice.Of("no-activity"), _practice.Of(Short));
        await LogAsync(one, _practice.Entry(20, identifier: "e-1"));

        var told = await LogAsync(other, _practice.Entry(30, "2026-04-05T15:00:00Z"), ("If-None-Exist", "identifier=https://ehr.example/time|e-1"));

        told.ShouldBe(HttpStatusCode.Conflict).Body.ToString().ShouldNotContain(one);
        (await MinutesAsync(other)).Value("clinicalStaff").ShouldBe("1199");
    }

    private static JsonObject Reason(string reason) => ServedPractice.Parameters(("reason", "valueCode", reason));

    private Task<FhirReply> VoidAsync(string entry, string reason) => _practice.PostAsync($"Encounter/{entry}/$void-time", Reason(reason));

    private Task<FhirReply> LogAsync(string patient, JsonNode entry, params (string Name, string Value)[] headers) => _practice.PostAsync($"{patient}/$log-time", entry, headers: headers);

    private Task<FhirReply> StatusAsync(string patient) => _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}");

    private Task<FhirReply> MinutesAsync(string patient) => _practice.GetAsync($"{patient}/$ccm-minutes?month={Bridge.Month}");
}
