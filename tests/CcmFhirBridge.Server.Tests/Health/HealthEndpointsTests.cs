using System.Net;
using System.Text.Json;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Tests.Health;

public sealed class HealthEndpointsTests
{
    [Fact]
    public async Task It_lives_at_once_and_is_ready_when_every_tenant_has_recovered()
    {
        var gate = new TaskCompletionSource<WriteBackPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new RecordedRuns(Tenants.Make("slow")) { OnWriteBack = _ => gate.Task };
        await using var server = await RunningServer.StartAsync(slow, new RecordedRuns(Tenants.Make("quick")));
        await Eventually.ShouldHoldAsync(() => server.Workers.Statuses.Any(status => status.Passes == 1), "the quick tenant to pass");

        (await server.AskAsync("/health/live")).Code.ShouldBe(HttpStatusCode.OK);
        foreach (var path in new[] { "/health/ready", "/health/startup" })
        {
            var (code, body) = await server.AskAsync(path);
            code.ShouldBe(HttpStatusCode.ServiceUnavailable);
            Check(body, "workers-recovered").GetProperty("tenants").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("slow");
        }

        gate.SetResult(default);

        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
        await server.AnswersAsync("/health/startup", HttpStatusCode.OK, "healthy");
    }

    [Fact]
    public async Task A_dead_EHR_degrades_but_never_stops_readiness()
    {
        var dead = new RecordedRuns(Tenants.Make("dead")) { OnWriteBack = _ => throw new EhrException(EhrFailure.Unreachable, "Nobody answers.") };
        await using var server = await RunningServer.StartAsync(dead, new RecordedRuns(Tenants.Make("well")));

        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");

        var tenant = Check((await server.AskAsync("/health/ready")).Body, "workers-recovered").GetProperty("tenants").EnumerateObject().ShouldHaveSingleItem();
        tenant.Name.ShouldBe("dead");
        tenant.Value.GetProperty("lastFailure").GetString().ShouldBe("ehr-unreachable");
    }

    [Fact]
    public async Task An_EHR_that_never_answers_holds_up_readiness_for_half_a_minute_at_most()
    {
        var silent = new RecordedRuns(Tenants.Make("silent")) { OnWriteBack = Never };
        await using var server = await RunningServer.StartAsync(silent);
        await Eventually.ShouldHoldAsync(() => silent.Steps.Count == 1, "the recovery to begin");

        server.Time.Advance(TimeSpan.FromSeconds(30));
        await server.AnswersAsync("/health/ready", HttpStatusCode.ServiceUnavailable, "unhealthy");
        server.Time.Advance(TimeSpan.FromSeconds(1));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");

        static async Task<WriteBackPass> Never(CancellationToken cancellation)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return default;
        }
    }

    [Fact]
    public async Task A_recovery_that_fails_on_our_side_is_not_ready_and_keeps_its_words_to_itself()
    {
        var broken = new RecordedRuns(Tenants.Make("broken")) { OnWriteBack = _ => throw new IOException("Zebulon Quagmire") };
        await using var server = await RunningServer.StartAsync(broken);
        await Eventually.ShouldHoldAsync(() => server.Workers.Statuses is [{ Failures: 1 }], "the recovery to fail");

        var (code, body) = await server.AskAsync("/health/ready");

        code.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Check(body, "workers-recovered").GetProperty("tenants").GetProperty("broken").GetProperty("lastFailure").GetString().ShouldBe("disk");
        body.GetRawText().ShouldNotContain("Quagmire");
    }

    [Fact]
    public async Task A_pass_that_fails_on_our_side_is_named_at_once_with_what_to_do_until_one_goes_through()
    {
        var full = true;
        var runs = new RecordedRuns(Tenants.Make("full")) { OnSync = _ => full ? throw new StoreException(StoreFailure.Full, "Zebulon Quagmire") : Task.FromResult(default(TenantPass)) };
        var dead = new RecordedRuns(Tenants.Make("dead")) { OnSync = _ => throw new EhrException(EhrFailure.Unreachable, "Nobody answers.") };
        await using var server = await RunningServer.StartAsync(runs, dead);
        await Eventually.ShouldHoldAsync(() => server.Workers.Statuses.All(status => status.Failures == 1), "both passes to fail");

        var (code, body) = await server.AskAsync("/health/ready");

        code.ShouldBe(HttpStatusCode.OK);
        body.GetProperty("status").GetString().ShouldBe("degraded");
        var tenant = Check(body, "own-side").GetProperty("tenants").EnumerateObject().ShouldHaveSingleItem();
        tenant.Name.ShouldBe("full");
        tenant.Value.GetProperty("lastFailure").GetString().ShouldBe("store-full");
        tenant.Value.GetProperty("advice").GetString()!.ShouldStartWith("Free space");
        body.GetRawText().ShouldNotContain("Quagmire");

        full = false;
        await server.PassedAsync(2);
        server.Time.Advance(Backoff.First);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
    }

    [Theory]
    [InlineData(5, 15)]
    [InlineData(20, 60)]
    public async Task A_tenant_that_has_not_succeeded_for_three_intervals_is_named_with_its_age(int everyMinutes, int allowedMinutes)
    {
        var stuck = new TaskCompletionSource<TenantPass>(TaskCreationOptions.RunContinuationsAsynchronously);
        var runs = new RecordedRuns(Tenants.Make("idle", everyMinutes: everyMinutes)) { OnSync = _ => stuck.Task };
        await using var server = await RunningServer.StartAsync(runs);
        await Eventually.ShouldHoldAsync(() => runs.Steps.Contains("sync"), "the sync to begin");

        server.Time.Advance(TimeSpan.FromMinutes(allowedMinutes));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");

        server.Time.Advance(TimeSpan.FromSeconds(1));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
        var tenant = Check((await server.AskAsync("/health/ready")).Body, "oldest-due-work").GetProperty("tenants").GetProperty("idle");
        tenant.GetProperty("ageSeconds").GetInt64().ShouldBe((allowedMinutes * 60) + 1);

        stuck.SetResult(default);
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
    }

    [Fact]
    public async Task A_service_without_tenants_does_not_call_itself_healthy()
    {
        await using var server = await RunningServer.StartAsync();

        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
    }

    private static JsonElement Check(JsonElement body, string name) =>
        body.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);
}
