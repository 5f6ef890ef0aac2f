using System.Net;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.Logging;

namespace CcmFhirBridge.Server.Tests.Workers;

/// <summary>Tenants that come, change and go under the running host.</summary>
public sealed class ChangingTenantsTests
{
    [Fact]
    public async Task Changed_settings_take_over_when_the_worker_before_has_ended_and_what_it_had_done_counts_on()
    {
        var step = new TaskCompletionSource<TenantPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = new RecordedRuns(Tenants.Make(everyMinutes: 5));
        var tenants = new FixedTenants(before);
        await using var server = await RunningServer.StartAsync(tenants);
        await Eventually.ShouldHoldAsync(() => Status(server).Passes == 1, "the first pass");
        before.OnSync = _ => step.Task;
        server.Time.Advance(TimeSpan.FromMinutes(5));
        await Eventually.ShouldHoldAsync(() => before.Going == 1 && before.Steps[^1] == "sync", "a pass that ignores everything");

        tenants.Now(new TenantToRun(Tenants.Make(everyMinutes: 7), Pause: null));
        await LookAsync(server, () => Status(server).Every == TimeSpan.FromMinutes(7));
        tenants["lakeside"].ShouldNotBe(before);
        tenants["lakeside"].Steps.ShouldBeEmpty("the one before is still at work");

        step.SetResult(default);
        await Eventually.ShouldHoldAsync(() => Status(server).Passes == 2, "a pass with the new settings");
        before.LetGo.ShouldBe(1);
        tenants["lakeside"].Steps[0].ShouldBe("sync", "nobody else was at work in between: there is nothing to recover");
        server.Log.GetSnapshot().ShouldContain(record => record.Id.Id == 1013);
    }

    [Fact]
    public async Task A_tenant_that_is_gone_stops_and_one_that_comes_back_begins_anew()
    {
        var lakeside = new RecordedRuns(Tenants.Make());
        var hillside = new RecordedRuns(Tenants.Make("hillside"));
        var tenants = new FixedTenants(lakeside, hillside);
        await using var server = await RunningServer.StartAsync(tenants);
        await Eventually.ShouldHoldAsync(() => server.Workers.Statuses.Count(status => status.Passes == 1) == 2, "the first passes");

        tenants.Now(new TenantToRun(hillside.Tenant, Pause: null));
        await LookAsync(server, () => server.Workers.Statuses.Length == 1);
        await Eventually.ShouldHoldAsync(() => lakeside.LetGo == 1, "the worker to end");
        hillside.LetGo.ShouldBe(0);

        tenants.Now(new TenantToRun(lakeside.Tenant, Pause: null), new TenantToRun(hillside.Tenant, Pause: null));
        await LookAsync(server, () => server.Workers.Statuses.Length == 2);
        await Eventually.ShouldHoldAsync(() => Status(server).Passes == 1, "its first pass");
        lakeside.Steps.Count(step => step == "write back").ShouldBe(4, "it recovers again");
        server.Log.GetSnapshot().ShouldContain(record => record.Id.Id == 1012);
        server.Log.GetSnapshot().ShouldContain(record => record.Id.Id == 1011);
    }

    [Fact]
    public async Task A_tenant_that_is_added_and_cannot_recover_degrades_a_service_that_is_ready()
    {
        var lakeside = new RecordedRuns(Tenants.Make());
        var broken = new RecordedRuns(Tenants.Make("broken")) { OnWriteBack = _ => throw new IOException("damaged") };
        var tenants = new FixedTenants(lakeside, broken);
        tenants.Now(new TenantToRun(lakeside.Tenant, Pause: null));
        await using var server = await RunningServer.StartAsync(tenants);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");

        tenants.Now(new TenantToRun(lakeside.Tenant, Pause: null), new TenantToRun(broken.Tenant, Pause: null));
        await LookAsync(server, () => server.Workers.Statuses.Any(status => status.Failures == 1));

        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
    }

    [Fact]
    public async Task A_bad_file_is_told_once_and_once_more_when_it_is_right_again()
    {
        var tenants = new FixedTenants(new RecordedRuns(Tenants.Make()));
        await using var server = await RunningServer.StartAsync(tenants);
        await Eventually.ShouldHoldAsync(() => Status(server).Passes == 1, "the first pass");

        tenants.Set = tenants.Set with
        {
            Problems =
            [
                new("lakeside.yaml", 7, "yaml.unknown-key", "unknown key 'relase'. Did you mean 'release'?", RunsOn: "lakeside"),
                new("hillside.yaml", 1, "yaml.missing-key", "'timeZone' is missing.", RunsOn: null),
            ],
        };
        await LookAsync(server, () => server.Workers.FileProblems.Length == 2);
        await LooksAsync(server, 3);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
        Warnings(server).ShouldBe(
        [
            "lakeside.yaml:7: yaml.unknown-key: unknown key 'relase'. Did you mean 'release'? lakeside goes on with its last good settings.",
            "hillside.yaml:1: yaml.missing-key: 'timeZone' is missing. Nothing runs for this file.",
        ]);

        tenants.Set = tenants.Set with { Problems = [] };
        await LookAsync(server, () => server.Workers.FileProblems.IsEmpty);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
        server.Log.GetSnapshot().Count(record => record.Id.Id == 1016).ShouldBe(2);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_read_stops_nobody_and_is_told_with_what_to_do()
    {
        var tenants = new FixedTenants(new RecordedRuns(Tenants.Make()));
        await using var server = await RunningServer.StartAsync(tenants);
        await Eventually.ShouldHoldAsync(() => Status(server).Passes == 1, "the first pass");

        tenants.OnLook = () => throw new DirectoryNotFoundException("gone");
        await LookAsync(server, () => server.Workers.LookFailure is not null);
        await LooksAsync(server, 3);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
        server.Log.GetSnapshot().Count(record => record.Id.Id == 1020).ShouldBe(1);
        Status(server).Tenant.ShouldBe("lakeside");

        tenants.OnLook = null;
        await LookAsync(server, () => server.Workers.LookFailure is null);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
    }

    [Fact]
    public async Task Before_the_first_look_nobody_calls_the_service_ready()
    {
        using var gate = new ManualResetEventSlim();
        var tenants = new FixedTenants();
        tenants.OnLook = () =>
        {
            gate.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            return tenants.Set;
        };
        await using var server = await RunningServer.StartAsync(tenants);

        await server.AnswersAsync("/health/ready", HttpStatusCode.ServiceUnavailable, "unhealthy");
        gate.Set();
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
    }

    private static WorkerStatus Status(RunningServer server) => server.Workers.Statuses.Single(status => status.Tenant == "lakeside");

    private static IEnumerable<string> Warnings(RunningServer server) =>
        server.Log.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message);

    private static Task LookAsync(RunningServer server, Func<bool> until) => Eventually.ShouldHoldAsync(
        () =>
        {
            server.Time.Advance(TenantWorkerHost.LookEvery);
            return until();
        },
        "the next look");

    private static async Task LooksAsync(RunningServer server, int count)
    {
        for (var look = 0; look < count; look++)
        {
            var waits = server.Time.Waits.Count(wait => wait == TenantWorkerHost.LookEvery);
            await LookAsync(server, () => server.Time.Waits.Count(wait => wait == TenantWorkerHost.LookEvery) > waits);
        }
    }
}
