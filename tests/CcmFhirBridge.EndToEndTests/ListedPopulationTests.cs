using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A population that a file lists: who leaves it, and who was never there.</summary>
public sealed class ListedPopulationTests
{
    [Fact]
    public async Task Who_leaves_the_list_before_the_month_closes_is_billed_for_what_was_done_and_counted()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        var patients = Patients(ehr);
        await ListAsync(bridge, patients);
        (await bridge.SyncAsync()).ShouldExit(0);
        var leaves = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        await ListAsync(bridge, patients.Where(patient => patient != leaves));

        (await bridge.CloseAsync()).ShouldExit(0);

        ehr.ShouldHoldEveryBillOnce();
        (await bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(0).Out.ShouldContain("1 patient is not on the list of ehr.population any more");
        (await bridge.SyncAsync()).ShouldExit(0).Json.Single(line => line.GetProperty("type").GetString() == "Patient").GetProperty("departed").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_listed_id_that_the_EHR_does_not_have_is_named()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge);
        await ListAsync(bridge, [.. Patients(ehr), "Patient/mistyped"]);

        var told = (await bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(0).Out;

        told.ShouldContain("Gap: Patient/mistyped");
        told.ShouldContain("gap.patient-not-there");
        (await bridge.CloseAsync()).ShouldExit(0);
        ehr.ShouldHoldEveryBillOnce();
    }

    private static List<string> Patients(PracticeEhr ehr) => [.. ehr.Ehr.Store.Current("Patient").Select(stored => "Patient/" + stored.Id).Order(StringComparer.Ordinal)];

    private static async Task<PracticeEhr> StartAsync(Bridge bridge)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 8);
        bridge.WriteTenant(ehr.Yaml(("population: { by: search }", "population: { by: file, file: patients.txt }")));
        return ehr;
    }

    private static Task ListAsync(Bridge bridge, IEnumerable<string> patients) =>
        File.WriteAllLinesAsync(Path.Combine(Path.GetDirectoryName(bridge.Home.TenantFile(Bridge.Slug))!, "patients.txt"), patients);
}
