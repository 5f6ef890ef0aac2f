using System.Net;
using System.Text.Json;

namespace CcmFhirBridge.Server.Tests.Health;

public sealed class EncountersArriveCheckTests
{
    [Fact]
    public async Task A_practice_that_writes_nothing_for_two_and_a_half_working_days_is_named_and_one_encounter_heals_it()
    {
        var quiet = new RecordedRuns(Tenants.Make("quiet"));
        await using var server = await RunningServer.StartAsync(quiet, new RecordedRuns(Tenants.Make("busy")) { OnFigures = month => Some.Figures(month) with { LastEncounters = Some.Morning.AddDays(5) } });
        await server.CountedAsync();

        await PassAsync(server, TimeSpan.FromDays(2));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
        await PassAsync(server, TimeSpan.FromHours(5));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "degraded");
        var named = Check((await server.AskAsync("/health/ready")).Body).GetProperty("tenants").EnumerateObject().ShouldHaveSingleItem();
        (named.Name, named.Value.GetProperty("practiceSeconds").GetInt64()).ShouldBe(("quiet", 25 * 3600));

        quiet.OnFigures = month => Some.Figures(month) with { LastEncounters = server.Time.GetUtcNow() };
        await PassAsync(server, TimeSpan.FromMinutes(5));
        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
    }

    [Fact]
    public async Task A_weekend_alarms_nobody()
    {
        await using var server = await RunningServer.StartAsync(
            new RecordedRuns(Tenants.Make("quiet")) { OnFigures = month => Some.Figures(month) with { LastEncounters = Some.Morning.AddDays(2).AddHours(9) } });
        await server.CountedAsync();

        await PassAsync(server, TimeSpan.FromDays(5));

        await server.AnswersAsync("/health/ready", HttpStatusCode.OK, "healthy");
    }

    private static async Task PassAsync(RunningServer server, TimeSpan later)
    {
        var passes = server.Workers.Statuses.Min(status => status.Passes);
        await server.PassedAsync((int)(passes * server.Workers.Statuses.Length));
        server.Time.Advance(later);
        await Eventually.ShouldHoldAsync(
            () => server.Workers.Statuses.All(status => status.Passes > passes && status.NextDue > server.Time.GetUtcNow()), "every tenant to pass again");
    }

    private static JsonElement Check(JsonElement body) =>
        body.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "encounters-arrive");
}
