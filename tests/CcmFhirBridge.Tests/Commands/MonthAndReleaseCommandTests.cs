using System.Text.Json;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class MonthAndReleaseCommandTests
{
    [Fact]
    public async Task Close_reports_to_machines_the_month_then_each_patient_then_what_was_sent()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());

        var close = (await bridge.CloseAsync()).ShouldExit(0);

        close.Error.ShouldBeEmpty();
        Names(close.Json[0]).ShouldBe(["tenant", "month", "close", "reason"]);
        foreach (var patient in close.Json.Skip(1).SkipLast(1))
        {
            Names(patient).ShouldBe(["tenant", "month", "patient", "status", "identifier", "lines", "reasons"]);
            Names(patient.GetProperty("lines")[0]).ShouldBe(["code", "units", "dateOfService", "charge"]);
            patient.GetProperty("status").GetString().ShouldBe("planned");
            patient.GetProperty("identifier").GetString()!.Length.ShouldBe(17);
        }

        Names(close.Json[^1]).ShouldBe(
            ["tenant", "sent", "confirmed", "adopted", "rejected", "quarantined", "unknown", "notSent", "waiting", "notAccepted", "notFiled", "onHold", "settled"]);
        close.Json.Count.ShouldBe(ehr.Bills + 2);
    }

    [Fact]
    public async Task Close_tells_people_what_left_and_the_next_time_that_it_was_closed_before()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        string[] close = ["month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month];

        var first = (await bridge.RunAsync(close)).ShouldExit(0);
        var second = (await bridge.RunAsync(close)).ShouldExit(0);

        first.Lines[0].ShouldBe($"2026-04 is closed: {ehr.Bills} bill, 0 hold, 0 block, {12 - ehr.Bills} none.");
        first.Lines[1].ShouldStartWith($"Planned {ehr.Bills}, already planned 0");
        second.Lines[0].ShouldBe("2026-04 was closed before; nothing was read again.");
        second.Lines[1].ShouldBe($"Planned 0, already planned {ehr.Bills}, charge planned 0.00.");
        second.Lines[2].ShouldStartWith("Sent 0, confirmed 0");
    }

    [Fact]
    public async Task With_approval_close_says_what_to_do_and_release_records_who_and_why()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("release: auto", "release: approval")));

        var close = (await bridge.RunAsync("month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(3);
        close.Lines[1].ShouldBe("It waits for a person. To look at it: ccm-bridge plan --tenant lakeside --month 2026-04");
        close.Lines[2].ShouldBe("Then, to let it leave: ccm-bridge release --tenant lakeside --month 2026-04");
        var release = (await bridge.RunAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--by", "A. Biller", "--reason", "Reviewed.")).ShouldExit(0);

        release.Lines[0].ShouldStartWith($"Planned {ehr.Bills}, already planned 0");
        await using var session = await bridge.OpenAsync();
        var recorded = (await session.Store.ReleasesAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldHaveSingleItem();
        (recorded.By, recorded.Reason, recorded.Patient, recorded.At).ShouldBe(("A. Biller", "Reviewed.", null, Bridge.ClosingDay));
    }

    [Fact]
    public async Task Without_a_name_release_records_the_account_that_ran_it()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("release: auto", "release: approval")));
        (await bridge.CloseAsync()).ShouldExit(3);

        var release = (await bridge.RunAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--patient", "pt-00001", "--json")).ShouldExit(3);

        release.Json.Count(line => line.TryGetProperty("status", out var status) && status.GetString() == "planned").ShouldBe(1);
        await using var session = await bridge.OpenAsync();
        var recorded = (await session.Store.ReleasesAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldHaveSingleItem();
        (recorded.By, recorded.Patient).ShouldBe(("test", "Patient/pt-00001"));
    }

    [Fact]
    public async Task An_EHR_that_takes_no_Claim_leaves_the_month_unfiled_and_says_so()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: new SimulatedEhrOptions { ReadOnlyTypes = ["Claim"] });
        bridge.WriteTenant(ehr.Yaml());
        var said = $"Not filed: {ehr.Bills} Claims stay planned. billing.filedThrough is ehr-claim, but the EHR does not take a Claim. Let Claims be written, or choose another output.";

        (await bridge.CloseAsync()).ShouldExit(3).Json[^1].GetProperty("notFiled").GetString().ShouldBe(said);
        var people = (await bridge.RunAsync("month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(3);
        string.Join(' ', people.Lines.Select(line => line.Trim())).ShouldEndWith(said);
    }

    [Theory]
    [InlineData("ehr-charge", "Claim", 0)]
    [InlineData("ehr-claim", "ChargeItem", 0)]
    [InlineData("ehr-charge", "ChargeItem", 3)]
    public async Task Only_the_output_that_is_filed_decides_whether_a_month_is_done(string filedThrough, string readOnly, int exit)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: new SimulatedEhrOptions { ReadOnlyTypes = [readOnly] });
        bridge.WriteTenant(ehr.Yaml(("filedThrough: ehr-claim", $"filedThrough: {filedThrough}")));

        var close = (await bridge.CloseAsync()).ShouldExit(exit);

        (close.Json[^1].GetProperty("notFiled").ValueKind == JsonValueKind.String).ShouldBe(exit == 3);
        close.Json[^1].GetProperty("notAccepted").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_month_that_is_not_over_can_be_closed_from_an_hour_of_the_practice()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());

        var early = (await bridge.RunAsync("month", "close", "--tenant", Bridge.Slug, "--month", "2026-05")).ShouldExit(3);

        early.Lines[0].ShouldStartWith("2026-05 can be closed from 2026-06-05 06:00 in America/New_York on.");
    }

    [Fact]
    public async Task Before_the_first_sync_month_show_says_what_to_do()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Generate(12).TenantYaml(FileExport.BaseUrl));

        var show = (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);

        show.Lines[^1].ShouldBe("No patient is stored yet: run 'ccm-bridge sync --tenant lakeside' first.");
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
