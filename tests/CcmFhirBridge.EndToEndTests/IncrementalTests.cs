using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A change in the EHR changes exactly the patients whom it concerns.</summary>
public sealed class IncrementalTests
{
    private static readonly Uri Degrees = new("http://terminology.hl7.org/CodeSystem/v2-0360");

    [Fact]
    public async Task One_second_more_in_an_entry_changes_its_patient_alone()
    {
        await using var practice = await SyncedAsync();
        var patient = practice.Of("one-second-under-20-minutes");
        practice.Ehr.Edit("Encounter", practice.EntriesOf(patient)[0], EntryEdits.OneSecondLonger);

        (await practice.ReadAsync()).ShouldBe([patient]);
        practice.OutcomeOf(patient).ShouldBe((Outcome.None, Outcome.Bill));
    }

    [Fact]
    public async Task A_deleted_entry_is_noticed_by_reading_everything_again()
    {
        await using var practice = await SyncedAsync();
        var patient = practice.Of("exactly-20-minutes");
        practice.Ehr.Ehr.Store.Delete("Encounter", practice.EntriesOf(patient)[0]);

        (await practice.ReadAsync()).ShouldBeEmpty("a search for what changed does not show what is gone");
        (await practice.ReadAsync("--full")).ShouldBe([patient]);
        practice.OutcomeOf(patient).ShouldBe((Outcome.Bill, Outcome.None));
    }

    [Fact]
    public async Task A_withdrawn_consent_changes_its_patient_alone()
    {
        await using var practice = await SyncedAsync();
        var patient = practice.Of("exactly-40-minutes");
        practice.Ehr.Edit("Consent", "consent-" + patient[^5..], consent =>
        {
            consent["status"] = "inactive";
            consent["provision"]!["period"]!["end"] = "2026-03-31T12:00:00-04:00";
        });

        (await practice.ReadAsync()).ShouldBe([patient]);
        practice.OutcomeOf(patient).ShouldBe((Outcome.Bill, Outcome.Block));
    }

    [Fact]
    public async Task A_qualification_written_down_at_last_changes_those_for_whom_the_person_worked()
    {
        await using var practice = await SyncedAsync();
        var patient = practice.Of("unknown-performer");
        practice.Ehr.Edit("Practitioner", "agency-float", person => person["qualification"] = new JsonArray(new JsonObject
        {
            ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Degrees.OriginalString, ["code"] = "RN" }) },
        }));

        (await practice.ReadAsync()).ShouldBe([patient]);
        practice.OutcomeOf(patient).ShouldBe((Outcome.Hold, Outcome.Bill));
    }

    [Fact]
    public async Task Nothing_changed_reads_nothing_new_and_changes_nobody()
    {
        await using var practice = await SyncedAsync();

        var sync = (await practice.Bridge.SyncAsync()).ShouldExit(0);

        sync.Json.Sum(type => type.GetProperty("added").GetInt32() + type.GetProperty("changed").GetInt32() + type.GetProperty("deleted").GetInt32()).ShouldBe(0);
        (await practice.ReadAsync()).ShouldBeEmpty();
    }

    private static async Task<SyncedPractice> SyncedAsync()
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        bridge.WriteTenant(ehr.Yaml());
        var practice = new SyncedPractice(bridge, ehr);
        await practice.ReadAsync();
        return practice;
    }
}
