using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>The commands that read what a sync stored: sync, month show, plan, explain.</summary>
public sealed class StoredPracticeTests(StoredPractice practice) : IClassFixture<StoredPractice>
{
    [Fact]
    public void Sync_reports_each_type_in_figures_that_add_up()
    {
        practice.Sync.Json.ShouldAllBe(type => type.GetProperty("tenant").GetString() == Bridge.Slug);
        foreach (var type in practice.Sync.Json)
        {
            string[] how = type.GetProperty("kind").GetString() == "not offered" ? [] : ["form", "because"];
            type.EnumerateObject().Select(member => member.Name).ShouldBe(
                ["tenant", "type", "kind", .. how, "known", "read", "added", "changed", "unchanged", "deleted", "ignored", "gaps", "quarantined", "possiblyIncomplete"]);
            var parts = new[] { "added", "changed", "unchanged", "ignored", "gaps", "quarantined" }.Sum(name => type.GetProperty(name).GetInt32());
            type.GetProperty("read").GetInt32().ShouldBe(parts);
        }

        practice.Sync.Json.Single(type => type.GetProperty("type").GetString() == "Patient").GetProperty("read").GetInt32().ShouldBe(PracticeEhr.EveryStory);
        practice.Sync.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sync_tells_a_person_the_same_in_a_table()
    {
        var sync = (await practice.Bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(0);

        sync.Out.ShouldContain("Practitioner");
        sync.Lines[^1].ShouldStartWith("Read ");
        sync.Out.ShouldNotContain("\u001b", customMessage: "no colour where it is not asked for");
    }

    // As the tenant file of the practice says.
    private static readonly Dictionary<string, decimal> Charges = new(StringComparer.Ordinal)
    {
        ["99490"] = 125m,
        ["99439"] = 95m,
        ["99491"] = 160m,
        ["99437"] = 110m,
        ["99487"] = 250m,
        ["99489"] = 140m,
        ["G0506"] = 120m,
    };

    [Fact]
    public async Task Month_show_counts_outcomes_codes_and_amounts()
    {
        var truth = practice.Ehr.Practice.Truth;

        var show = (await practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);

        var month = show.Json.ShouldHaveSingleItem();
        month.EnumerateObject().Select(member => member.Name).ShouldBe(["tenant", "month", "state", "reason", "patients", "codes", "ledger", "due", "seal", "sealHolds", "broken", "history", "late"]);
        month.GetProperty("state").GetString().ShouldBe("open");
        foreach (var outcome in (string[])["bill", "hold", "block", "none"])
            month.GetProperty("patients").GetProperty(outcome).GetInt32().ShouldBe(truth.Count(patient => patient.Outcome == outcome), outcome);
        foreach (var code in month.GetProperty("codes").EnumerateArray())
        {
            var lines = truth.Where(patient => patient.Outcome == "bill").SelectMany(patient => patient.Lines).Where(line => line.Code == code.GetProperty("code").GetString()).ToList();
            code.GetProperty("patients").GetInt32().ShouldBe(lines.Count);
            code.GetProperty("units").GetInt32().ShouldBe(lines.Sum(line => line.Units));
            code.GetProperty("charge").GetDecimal().ShouldBe(lines.Sum(line => line.Units * Charges[line.Code]));
        }

        (await practice.Bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0).Out.ShouldContain("Allowed about");
    }

    [Fact]
    public async Task Plan_shows_every_bill_and_why_it_does_not_leave_yet_and_writes_nothing()
    {
        var plan = (await practice.Bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);

        plan.Json.Count.ShouldBe(practice.Ehr.Bills);
        foreach (var patient in plan.Json)
        {
            patient.EnumerateObject().Select(member => member.Name).ShouldBe(["tenant", "month", "patient", "status", "identifier", "lines", "reasons"]);
            patient.GetProperty("status").GetString().ShouldBe("may not leave yet");
            patient.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()).ShouldBe(["The month does not rest on a complete read yet: run 'month close'."]);
        }

        var people = (await practice.Bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);
        var held = practice.Ehr.Practice.Truth.Where(truth => truth.Outcome == "hold").ToList();
        people.Out.ShouldContain($"Not in the plan, hold: {held.Count} patients ('explain' says why): {held[0].Patient}, ");
        people.Lines[^1].ShouldBe("Dry run: 0 claims would be planned, charge 0.00. Nothing was written.");
        practice.Ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Release_says_to_people_why_nothing_leaves()
    {
        var release = (await practice.Bridge.RunAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--dry-run")).ShouldExit(0);

        release.Lines[0].ShouldStartWith("Planned 0, already planned 0");
        string.Join(' ', release.Lines.Select(line => line.Trim()))
            .ShouldContain($"may not leave yet: {practice.Ehr.Bills} patients — The month does not rest on a complete read yet: run 'month close'.");
        practice.Ehr.History.Records.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("typical-40-to-59")]
    [InlineData("consent-withdrawn-midway")]
    [InlineData("one-nurse-two-patients-loses-a-unit")]
    [InlineData("no-care-plan")]
    [InlineData("medicare-advantage")]
    [InlineData("no-activity")]
    public async Task Explain_tells_a_person_the_whole_working(string scenario)
    {
        var explained = (await practice.Bridge.RunAsync("explain", practice.PatientOf(scenario), Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0);

        explained.Error.ShouldBeEmpty();
        Golden.ShouldMatchText(practice.Scrub(explained.Out), "Explain-" + scenario);
    }

    [Fact]
    public async Task Explain_puts_what_stops_a_bill_before_what_is_met()
    {
        var explained = (await practice.Bridge.RunAsync("explain", practice.PatientOf("no-care-plan"), Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0);

        var lines = explained.Lines.ToList();
        var open = lines.FindIndex(line => line.StartsWith("Checks not met or not known:", StringComparison.Ordinal));
        var met = lines.FindIndex(line => line.StartsWith("Checks met:", StringComparison.Ordinal));
        open.ShouldBeInRange(0, met);
        lines.FindIndex(line => line.Contains("care-plan.in-force  ", StringComparison.Ordinal)).ShouldBeInRange(open, met);
        lines[open..met].ShouldNotContain(line => line.Contains("  met  ", StringComparison.Ordinal));
        lines[met..].ShouldNotContain(line => line.Contains("  not met  ", StringComparison.Ordinal));
        lines.ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public async Task Explain_gives_machines_the_line_of_assess_with_its_working()
    {
        var patient = practice.PatientOf("typical-60-and-more");

        var explained = (await practice.Bridge.RunAsync("explain", patient["Patient/".Length..], Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0);

        var line = explained.Json.ShouldHaveSingleItem();
        line.GetProperty("patient").GetString().ShouldBe(patient);
        line.GetProperty("lines").GetArrayLength().ShouldBe(2);
        Golden.ShouldMatchText(practice.Scrub(Golden.Pretty(System.Text.Encoding.UTF8.GetBytes(explained.Out))), "Explain-json");
    }
}
