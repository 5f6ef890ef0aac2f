using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Testing.Disks;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>
/// A disk that is not as it should be: named in health with what to do, nothing false confirmed, and everything in order again once it is put
/// right. The disks are made in a mount namespace of the service's own, so that a privileged user, whom no file mode binds, meets them as well.
/// </summary>
public sealed class BadDiskTests
{
    [Fact]
    public async Task A_full_disk_is_named_and_once_there_is_room_the_month_is_finished()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mount namespaces are Linux's.");
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var room = Path.Combine(bridge.Path, "room");
        var data = bridge.Home.Data;
        await using var service = ServiceProcess.Start(
            bridge,
            $"""
            mount -t tmpfs -o size=32m tmpfs '{data}'
            head -c 32m /dev/zero > '{data}/ballast' 2> /dev/null || true
            truncate -s -96k '{data}/ballast'
            (until [ -e '{room}' ] || ! kill -0 $$; do sleep 0.1; done; rm '{data}/ballast') > /dev/null 2>&1 &
            """,
            []);

        var health = await service.HealthAsync(found => found.Fails("lakeside", "store-full"), "the full disk to be named");
        health.ShouldContain("Free space on the disk of the home");
        await service.TellsAsync("lakeside.db cannot grow: the disk is full.");
        ehr.History.Records.ShouldBeEmpty();

        await File.WriteAllTextAsync(room, "");
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == LinesOf(ehr), "all charges");
        await service.HealthAsync(found => found.Is("healthy"), "everything in order");
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_flush_that_fails_while_bills_are_sent_is_named_and_loses_and_doubles_nothing()
    {
        Assert.SkipUnless(FailingFlushes.ArePossible, FailingFlushes.Missing);
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("inFlight: 4", "inFlight: 1")));
        await using var service = ServiceProcess.Start(bridge);
        FailingFlushes? failing = null;
        var writes = 0;
        ehr.Ehr.Quirks.Add(new AnswerQuirk(request =>
        {
            // The EHR commits this one all the same.
            if (request.IsWrite && ++writes == 3)
                failing = FailingFlushes.OfProcess(service.Id);
            return null;
        }));

        var health = await service.HealthAsync(found => found.FailsOnOwnSide("lakeside", "store-disk-error"), "the error of the disk to be named");
        health.ShouldContain("Look at the system's log and the disk of the home");
        await service.TellsAsync("its disk reports an error (SQLite 1034). Look at the system's log");
        ehr.History.Records.Count.ShouldBe(3, "nothing is sent that was not written down first");

        failing.ShouldNotBeNull().Dispose();
        await Eventually.ShouldHoldAsync(() => ehr.Ours("ChargeItem").Count == LinesOf(ehr), "all charges");
        await service.HealthAsync(found => found.Is("healthy"), "everything in order");
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_read_only_data_folder_is_named_and_nothing_is_read_or_sent()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mount namespaces are Linux's.");
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        await using var service = ServiceProcess.Start(bridge, ReadOnly(bridge.Home.Data), []);

        var health = await service.HealthAsync(
            found => found.Fails("lakeside", "disk-read-only") || found.Fails("lakeside", "store-read-only"), "the read-only folder to be named");
        health.ShouldContain("or remount its disk writable");
        ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_read_only_home_is_refused_with_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Mount namespaces are Linux's.");
        using var bridge = new Bridge();
        bridge.Home.Create();
        await using var service = ServiceProcess.Start(bridge, ReadOnly(bridge.Home.Path), []);

        (await service.ExitAsync()).ShouldBe(1, service.Told);
        service.Told.ShouldContain("run.lock");
        service.Told.ShouldContain("Give the service's user write access to the home, or remount its disk writable.");
    }

    private static string ReadOnly(string folder) => $"mount --bind '{folder}' '{folder}'\nmount -o remount,ro,bind '{folder}'";

    private static int LinesOf(PracticeEhr ehr) => ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);
}
