using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Testing.Bridges;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>What is served of a whole practice: its figures, its roster, and what is to be done, all of one month.</summary>
public sealed class ServedTypesTests : IAsyncLifetime
{
    private const string Report = "MeasureReport/ccm-programme-" + Bridge.Month;
    private const string Roster = "Group/ccm-roster-" + Bridge.Month;

    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync();

    public ValueTask DisposeAsync() => _practice.DisposeAsync();

    [Fact]
    public async Task The_report_says_what_the_metrics_command_says_and_names_no_patient()
    {
        var report = (await _practice.GetAsync(Report, "system/MeasureReport.rs")).ShouldBe(HttpStatusCode.OK).Body.GetRawText();
        var told = FhirJsonDeserializer.STRICT.Deserialize<MeasureReport>(report);
        var command = await _practice.Bridge.RunAsync("metrics", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--format", "fhir");
        var expected = FhirJsonDeserializer.STRICT.Deserialize<MeasureReport>(command.ShouldExit(0).Out);

        told.Period!.Start.ShouldBe(expected.Period!.Start);
        new FhirJsonSerializer().SerializeToString(new MeasureReport { Group = told.Group }).ShouldBe(new FhirJsonSerializer().SerializeToString(new MeasureReport { Group = expected.Group }));
        foreach (var truth in _practice.Ehr.Practice.Truth)
            report.ShouldNotContain(truth.Patient.Split('/')[1]);
    }

    [Fact]
    public async Task A_second_read_is_the_first_one_until_something_changes()
    {
        var first = (await _practice.GetAsync(Report)).ShouldBe(HttpStatusCode.OK).Body.GetRawText();
        _practice.Bridge.Clock.Set(DateTimeOffset.Parse("2026-05-05T13:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        (await _practice.GetAsync(Report)).Body.GetRawText().ShouldBe(first, "nothing was worked out again, or its date were another");
        (await _practice.PostAsync($"{_practice.Of("one-second-under-20-minutes")}/$log-time", _practice.Entry(60))).Status.ShouldBe(HttpStatusCode.Created);

        var after = (await _practice.GetAsync(Report)).Body;
        after.GetProperty("meta").GetProperty("versionId").GetString().ShouldNotBe(JsonDocument.Parse(first).RootElement.GetProperty("meta").GetProperty("versionId").GetString());
        after.GetProperty("date").GetString().ShouldBe("2026-05-05T09:00:00-04:00");
        Value(after, "billed").ShouldBe(Value(JsonDocument.Parse(first).RootElement, "billed") + 1);
    }

    [Fact]
    public async Task The_roster_is_whom_the_figures_count_as_enrolled()
    {
        var body = (await _practice.GetAsync(Roster, "system/Group.rs")).ShouldBe(HttpStatusCode.OK).Body;
        var roster = FhirJsonDeserializer.STRICT.Deserialize<Group>(body.GetRawText());
        var enrolled = (int)Value((await _practice.GetAsync(Report)).Body, "enrolled");

        enrolled.ShouldBeGreaterThan(0);
        (roster.Quantity, roster.Member.Count).ShouldBe((enrolled, enrolled));
        roster.Member.ShouldAllBe(member => member.Entity!.Reference!.StartsWith(_practice.Ehr.Ehr.BaseUrl + "/Patient/", StringComparison.Ordinal));
        var members = roster.Member.Select(member => member.Entity!.Reference!.Split('/')[^1]).ToHashSet();
        foreach (var truth in _practice.Ehr.Practice.Truth)
        {
            var status = await _practice.GetAsync($"{truth.Patient}/$ccm-status?month={Bridge.Month}");
            var met = status.Parts("criterion").Where(criterion => Of(criterion, "result") == "met").Select(criterion => Of(criterion, "rule")).ToHashSet();
            members.Contains(truth.Patient.Split('/')[1]).ShouldBe(
                met.Contains("coverage.medicare-part-b") && met.Contains("conditions.two-groups") && met.Contains("consent.active"), truth.Scenario);
            Ids(await _practice.GetAsync($"Group?member={truth.Patient}&_id=ccm-roster-{Bridge.Month}")).Count.ShouldBe(members.Contains(truth.Patient.Split('/')[1]) ? 1 : 0);
        }
    }

    [Theory]
    [InlineData("MeasureReport?period=2026-04", "ccm-programme-2026-04")]
    [InlineData("MeasureReport?period=2025", "")]
    [InlineData("MeasureReport?measure=https://ccmfhirbridge.dev/fhir/Measure/ccm-programme&status=complete&period=2026-04", "ccm-programme-2026-04")]
    [InlineData("MeasureReport?measure=other", "")]
    [InlineData("MeasureReport?status:not=complete", "")]
    [InlineData("MeasureReport?date=2026-05-05&period=2026-04", "ccm-programme-2026-04")]
    [InlineData("MeasureReport?date=lt2026-05-05", "")]
    [InlineData("Group?identifier=https://ccmfhirbridge.dev/fhir/identifier/roster|lakeside-ccm-roster-2026-04", "ccm-roster-2026-04")]
    [InlineData("Group?code=ccm&_id=ccm-roster-2026-04", "ccm-roster-2026-04")]
    [InlineData("Group?code=rpm", "")]
    public async Task They_are_found_by_what_they_say(string query, string expected) => string.Join(' ', Ids(await _practice.GetAsync(query))).ShouldBe(expected);

    [Theory]
    [InlineData("AuditEvent")]
    [InlineData("Group")]
    [InlineData("MeasureReport")]
    [InlineData("Task")]
    public async Task Every_type_is_told_in_part_and_counted(string type)
    {
        var whole = Resources(await _practice.GetAsync($"{type}?_count=2")).ToList();
        whole.ShouldNotBeEmpty();
        foreach (var resource in whole)
            FhirJsonDeserializer.STRICT.DeserializeResource(resource.GetRawText()).TypeName.ShouldBe(type);
        foreach (var part in new[] { "_summary=true", "_elements=identifier" })
        {
            Resources(await _practice.GetAsync($"{type}?_count=2&{part}")).ShouldAllBe(resource =>
                resource.GetProperty("meta").GetProperty("tag")[0].GetProperty("code").GetString() == "SUBSETTED");
        }

        (await _practice.GetAsync($"{type}?_summary=count")).ShouldBe(HttpStatusCode.OK).Body.GetProperty("total").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_current_month_has_a_name_of_its_own_once_it_was_assessed()
    {
        var current = ServiceMonth.Of(DateOnly.FromDateTime(_practice.Bridge.Clock.GetUtcNow().UtcDateTime));
        (await _practice.GetAsync("Group/ccm-roster")).Status.ShouldBe((await _practice.GetAsync($"Group/ccm-roster-{current}")).Status);
        (await _practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", current.ToString())).ShouldExit(0);

        var named = (await _practice.GetAsync("Group/ccm-roster")).ShouldBe(HttpStatusCode.OK).Body;
        named.GetProperty("name").GetString()!.ShouldEndWith(current.ToString());
        Ids(await _practice.GetAsync("Group?_sort=-_id")).ShouldBe([$"ccm-roster-{current}", $"ccm-roster-{Bridge.Month}", "ccm-roster"]);
    }

    [Fact]
    public async Task What_the_status_says_is_next_is_a_task_with_its_evidence()
    {
        var told = 0;
        foreach (var truth in _practice.Ehr.Practice.Truth)
        {
            var status = await _practice.GetAsync($"{truth.Patient}/$ccm-status?month={Bridge.Month}");
            var found = (await _practice.GetAsync($"Task?patient={truth.Patient}&period={Bridge.Month}&_count=100", "system/Task.rs")).ShouldBe(HttpStatusCode.OK);
            var tasks = Resources(found).Select(resource => FhirJsonDeserializer.STRICT.Deserialize<Hl7.Fhir.Model.Task>(resource.GetRawText())).ToList();

            tasks.Select(task => $"{task.Code!.Coding[0].Code} {task.Description} {task.PerformerType[0].Text}").ShouldBe(
                status.Parts("next").Select(next => $"{Of(next, "rule")} {Of(next, "action")} {Of(next, "by")}").Distinct(), ignoreOrder: true, customMessage: truth.Scenario);
            tasks.ShouldAllBe(task => task.For!.Reference == $"{_practice.Ehr.Ehr.BaseUrl}/{truth.Patient}");
            foreach (var task in tasks)
                (await _practice.GetAsync($"Task/{task.Id}")).ShouldBe(HttpStatusCode.OK).Body.GetProperty("description").GetString().ShouldBe(task.Description);
            told += tasks.Count;
        }

        told.ShouldBeGreaterThan(0);
    }

    private static string? Of(JsonElement part, string name) => FhirReply.Parts(part, name) is [var only] ? FhirReply.Value(only) : null;

    private static decimal Value(JsonElement report, string metric) => report.GetProperty("group").EnumerateArray()
        .Single(group => group.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString() == metric).GetProperty("measureScore").GetProperty("value").GetDecimal();

    private static IEnumerable<JsonElement> Resources(FhirReply found) =>
        found.ShouldBe(HttpStatusCode.OK).Body.TryGetProperty("entry", out var entries) ? entries.EnumerateArray().Select(entry => entry.GetProperty("resource")) : [];

    private static List<string> Ids(FhirReply found) => [.. Resources(found).Select(resource => resource.GetProperty("id").GetString()!)];
}
