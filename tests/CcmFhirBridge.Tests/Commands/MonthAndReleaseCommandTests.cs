using System.Text.Json;
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
            ["tenant", "sent", "confirmed", "adopted", "rejected", "quarantined", "unknown", "notSent", "waiting", "notAccepted"]);
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
        close.Lines[1].ShouldBe("It waits for a person: look at it with 'ccm-bridge plan --month 2026-04', then 'ccm-bridge release --month 2026-04'.");
        var release = (await bridge.RunAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--by", "A. Biller", "--reason", "Reviewed.")).ShouldExit(0);

        release.Lines[0].ShouldStartWith($"Planned {ehr.Bills}, already planned 0");
        await using var session = bridge.Open();
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
        await using var session = bridge.Open();
        var recorded = (await session.Store.ReleasesAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldHaveSingleItem();
        (recorded.By, recorded.Patient).ShouldBe(("test", "Patient/pt-00001"));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
