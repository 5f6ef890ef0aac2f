using CcmFhirBridge.Homes;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Homes;

public sealed class BridgeHomeTests
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Theory]
    [InlineData("named", "variable", "named")]
    [InlineData(null, "variable", "variable")]
    [InlineData(null, null, "ccm-home")]
    [InlineData(null, " ", "ccm-home")]
    public void The_home_is_the_one_that_is_named_else_of_the_environment_else_here(string? named, string? variable, string folder)
    {
        var here = Path.GetTempPath();

        BridgeHome.Resolve(named, _ => variable, here).Path.ShouldBe(Path.Combine(here, folder));
    }

    [Fact]
    public async Task Only_the_owner_may_look_inside_and_nothing_is_written_outside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        (await bridge.RunAsync("tenant", "new", "lakeside")).ShouldExit(0);
        await File.WriteAllTextAsync(bridge.Home.TenantFile(Bridge.Slug), ehr.Yaml());
        using var stop = new CancellationTokenSource();

        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.RunAsync("explain", "pt-00001", Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0);
        (await bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);
        (await bridge.CloseAsync()).ShouldExit(0);
        var running = bridge.RunAsync(new StringWriter(), stop.Token, "run", "--urls", "http://127.0.0.1:0");
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || File.Exists(Path.Combine(bridge.Home.Path, "run.pid")), "the service running");
        ModesOf(bridge).ShouldBeEmpty();
        await stop.CancelAsync();
        await running;

        ModesOf(bridge).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(bridge.Path).ShouldBe([bridge.Home.Path], "everything lies in the home");
        Directory.EnumerateFileSystemEntries(bridge.Home.Path).Select(Path.GetFileName).Order().ShouldBe(["data", "keys", "run.lock", "run.pid", "tenants"]);
    }

    [Fact]
    public void A_home_is_free_again_once_its_service_has_stopped()
    {
        using var bridge = new Bridge();
        bridge.Home.Create();

        using (HomeLock.Take(bridge.Home))
            Should.Throw<CcmFhirBridge.Commands.UsageException>(() => HomeLock.Take(bridge.Home));

        using var again = HomeLock.Take(bridge.Home);
        again.ShouldNotBeNull();
    }

    // What others could read, with its mode.
    private static List<string> ModesOf(Bridge bridge)
    {
        var open = new List<string>();
        if (OperatingSystem.IsWindows())
            return open;
        foreach (var entry in Directory.EnumerateFileSystemEntries(bridge.Home.Path, "*", SearchOption.AllDirectories).Prepend(bridge.Home.Path))
        {
            var mode = File.GetUnixFileMode(entry);
            if (mode != (Directory.Exists(entry) ? OwnerFolder : OwnerFile))
                open.Add($"{entry}: {mode}");
        }

        return open;
    }
}
