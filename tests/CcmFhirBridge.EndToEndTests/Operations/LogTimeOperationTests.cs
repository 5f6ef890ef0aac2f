using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Time that is logged here counts like time of the EHR, once, and the EHR never hears of an Encounter that it does not have.</summary>
public sealed class LogTimeOperationTests : IAsyncLifetime
{
    private const string Short = "one-second-under-20-minutes";

    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task The_second_that_is_missing_is_logged_and_the_month_is_billed_exactly_once()
    {
        var patient = _practice.Of(Short);

        var logged = (await LogAsync(patient, _practice.Entry(1))).ShouldBe(HttpStatusCode.Created);
        var status = await StatusAsync(patient);
        var closed = await _practice.CloseAsync();
        (await _practice.CloseAsync()).Exit.ShouldBe(closed.Exit);

        (status.Value("outcome"), status.Value("seconds", "clinicalStaff"), status.Value("shortfall", "seconds")).ShouldBe(("bill", "1200", "1200"));
        var claims = _practice.Ehr.Ours("Claim").Select(stored => JsonElement.Parse(stored.Body!)).Where(claim => claim.GetProperty("patient").GetProperty("reference").GetString() == patient).ToList();
        var claim = claims.ShouldHaveSingleItem();
        claim.GetProperty("item")[0].GetProperty("productOrService").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe("99490");
        claim.GetProperty("supportingInfo")[0].GetProperty("valueQuantity").GetProperty("value").GetDecimal().ShouldBe(1200m);
        var id = logged.Body.GetProperty("id").GetString()!;
        var evidence = claim.GetProperty("item")[0].GetProperty("encounter").EnumerateArray().ToList();
        evidence.Count(entry => entry.TryGetProperty("identifier", out var identifier) && identifier.GetProperty("value").GetString() == id).ShouldBe(1);
        foreach (var record in _practice.Ehr.History.Records)
            Encoding.UTF8.GetString(record.Body!).ShouldNotContain($"Encounter/{id}");
        (await StatusAsync(patient)).Value("claim", "state").ShouldBe("confirmed");
        (await _practice.Bridge.RunAsync("reconcile", "--tenant", Bridge.Slug)).Exit.ShouldNotBe(5);
        _practice.Ehr.Ours("Claim").Count.ShouldBe(_practice.Ehr.Bills + 1);
    }

    [Fact]
    public async Task What_was_logged_outlives_a_full_read_and_another_mapping()
    {
        var patient = _practice.Of(Short);
        await LogAsync(patient, _practice.Entry(61));
        await using (var session = await _practice.Bridge.OpenAsync())
            await session.Store.ReprojectAsync(session.Mapping, default);
        (await _practice.Bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);

        (await _practice.Bridge.SyncAsync(Bridge.Slug, "--full")).ShouldExit(0);

        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("1260");
    }

    [Fact]
    public async Task The_minutes_name_the_entry_by_an_address_of_this_service_and_it_can_be_read_there()
    {
        var patient = _practice.Of("no-activity");
        var logged = (await LogAsync(patient, _practice.Entry(90))).ShouldBe(HttpStatusCode.Created);

        var line = (await MinutesAsync(patient)).Parts("line").ShouldHaveSingleItem();
        var source = FhirReply.Value(FhirReply.Parts(line, "source").Single());
        var read = (await _practice.GetAsync(logged.Location![(ServedPractice.Address + "/lakeside/fhir/").Length..])).ShouldBe(HttpStatusCode.OK);

        source.ShouldBe(logged.Location + "/_history/1");
        read.Body.ToString().ShouldBe(logged.Body.ToString());
        read.Body.GetProperty("subject").GetProperty("reference").GetString().ShouldBe($"{_practice.Ehr.Ehr.BaseUrl}/{patient}");
        FhirReply.Value(FhirReply.Parts(FhirReply.Parts(line, "performer").Single(), "role").Single()).ShouldBe("clinical-staff");
        (await _practice.GetAsync("Encounter/" + _practice.Ehr.Ehr.Store.Current("Encounter")[0].Id)).ShouldBe(HttpStatusCode.NotFound);
        (await _practice.GetAsync($"Encounter/{read.Body.GetProperty("id").GetString()}", "system/Encounter.c")).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_same_entry_is_kept_once_however_it_comes_again()
    {
        var patient = _practice.Of("no-activity");
        var first = (await LogAsync(patient, _practice.Entry(90))).ShouldBe(HttpStatusCode.Created);
        var keyed = (await LogAsync(patient, _practice.Entry(30, "2026-04-12T15:00:00Z"), ("Idempotency-Key", "k1"))).ShouldBe(HttpStatusCode.Created);
        var named = (await LogAsync(patient, _practice.Entry(20, "2026-04-05T15:00:00Z", identifier: "e-1"))).ShouldBe(HttpStatusCode.Created);
        _practice.Bridge.Clock.Advance(TimeSpan.FromMinutes(1));

        (await LogAsync(patient, _practice.Entry(90))).ShouldBe(HttpStatusCode.OK).Location.ShouldBe(first.Location);
        (await LogAsync(patient, _practice.Entry(30, "2026-04-12T15:00:00Z"), ("Idempotency-Key", "k1"))).ShouldBe(HttpStatusCode.OK).Location.ShouldBe(keyed.Location);
        (await LogAsync(patient, _practice.Entry(31, "2026-04-12T15:00:00Z"), ("Idempotency-Key", "k1"))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await LogAsync(patient, _practice.Entry(20, "2026-04-05T15:00:00Z", identifier: "e-1"))).ShouldBe(HttpStatusCode.OK).Location.ShouldBe(named.Location);
        (await LogAsync(patient, _practice.Entry(21, "2026-04-05T15:00:00Z", identifier: "e-1"))).ShouldBe(HttpStatusCode.Conflict).Issue.Where.ShouldBe("Parameters.parameter[4].value");
        (await LogAsync(patient, _practice.Entry(21, "2026-04-05T15:00:00Z"), ("If-None-Exist", "identifier=https://ehr.example/time|e-1"))).ShouldBe(HttpStatusCode.OK).Location.ShouldBe(named.Location);
        (await LogAsync(patient, _practice.Entry(22, "2026-04-05T16:00:00Z"), ("If-None-Exist", "identifier=https://ehr.example/time|e-2"))).ShouldBe(HttpStatusCode.Created);
        (await LogAsync(patient, _practice.Entry(22), ("If-None-Exist", "status=finished"))).ShouldBe(HttpStatusCode.BadRequest);

        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe($"{90 + 30 + 20 + 22}");
    }

    [Fact]
    public async Task Twenty_calls_at_once_are_one_entry()
    {
        var patient = _practice.Of("no-activity");

        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(at => LogAsync(patient, _practice.Entry(90, identifier: "e-1"), ("Idempotency-Key", $"k{at % 3}"))));

        told.Count(static reply => reply.Status == HttpStatusCode.Created).ShouldBe(1);
        told.Select(static reply => reply.Location).Distinct().ShouldHaveSingleItem().ShouldNotBeNull();
        (await MinutesAsync(patient)).Value("clinicalStaff").ShouldBe("90");
    }

    [Fact]
    public async Task One_nurse_at_two_patients_at_one_moment_is_shared_between_them()
    {
        var (one, other) = (_practice.Of("no-activity"), _practice.Of(Short));
        await LogAsync(one, _practice.Entry(120));

        await LogAsync(other, _practice.Entry(120));

        (await MinutesAsync(one)).Value("clinicalStaff").ShouldBe("60");
        (await MinutesAsync(other)).Value("clinicalStaff").ShouldBe($"{1199 + 60}");
    }

    [Fact]
    public async Task An_entry_across_the_end_of_a_month_counts_in_both()
    {
        var patient = _practice.Of("no-activity");

        await LogAsync(patient, _practice.Entry(120, "2026-05-01T03:59:00Z"));

        (await StatusAsync(patient)).Value("seconds", "clinicalStaff").ShouldBe("60");
        (await _practice.GetAsync($"{patient}/$ccm-status?month=2026-05")).Value("seconds", "clinicalStaff").ShouldBe("60");
    }

    [Theory]
    [InlineData("end", "valueDateTime", "2026-04-19T14:59:59Z", 422)]
    [InlineData("end", "valueDateTime", "2026-04-19T15:00:00Z", 422)]
    [InlineData("end", "valueDateTime", "2026-04-20T15:00:01Z", 422)]
    [InlineData("end", "valueDateTime", "2026-05-05T12:00:01Z", 422)]
    [InlineData("end", "valueDateTime", "2026-04-19", 400)]
    [InlineData("end", "valueDateTime", "2026-04-19T15:00:60Z", 400)]
    [InlineData("end", "valueString", "2026-04-19T15:01:00Z", 400)]
    [InlineData("activity", "valueCode", "gardening", 422)]
    [InlineData("program", "valueCode", "golf", 422)]
    [InlineData("performer", "valueString", "Patient/p1", 422)]
    [InlineData("performer", "valueString", "Practitioner/../x", 422)]
    [InlineData("performer", "valueString", "https://elsewhere.example/fhir/Practitioner/rn", 422)]
    public async Task What_cannot_be_is_refused_by_its_element(string name, string type, string value, int status)
    {
        var patient = _practice.Of("no-activity");
        var entry = _practice.Entry(60);
        var list = entry["parameter"]!.AsArray();
        if (name == "end" && value.StartsWith("2026-05", StringComparison.Ordinal))
            list[0]!["valueDateTime"] = "2026-05-05T11:00:00Z";
        foreach (var known in list.Where(parameter => parameter!["name"]!.GetValue<string>() == name).ToList())
            list.Remove(known);
        list.Add((JsonNode)new JsonObject { ["name"] = name, [type] = value });

        var issue = (await LogAsync(patient, entry)).ShouldBe((HttpStatusCode)status).Issue;

        issue.Where.ShouldNotBeNull().ShouldStartWith($"Parameters.parameter[{list.Count - 1}]");
        issue.Message.ShouldNotContain(value);
        (await MinutesAsync(patient)).Parts("line").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_logs_for_a_patient_who_is_not_here()
    {
        (await LogAsync("Patient/nobody", _practice.Entry(60))).ShouldBe(HttpStatusCode.NotFound);
        (await _practice.PostAsync($"{_practice.Of("no-activity")}/$log-time", _practice.Entry(60), "system/Encounter.rs")).ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<FhirReply> LogAsync(string patient, JsonNode entry, params (string Name, string Value)[] headers) => _practice.PostAsync($"{patient}/$log-time", entry, headers: headers);

    private Task<FhirReply> StatusAsync(string patient) => _practice.GetAsync($"{patient}/$ccm-status?month={Bridge.Month}");

    private Task<FhirReply> MinutesAsync(string patient) => _practice.GetAsync($"{patient}/$ccm-minutes?month={Bridge.Month}");
}
