using System.Globalization;
using System.Text;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What may leave, when, and by whose word.</summary>
public sealed class ReleaseTests
{
    private static readonly (string From, string To) Approval = ("release: auto", "release: approval");

    [Fact]
    public async Task With_approval_a_close_leaves_the_month_in_review_and_a_release_sends_it()
    {
        await using var practice = await StartAsync(Approval);
        var (bridge, ehr) = practice;

        var close = (await bridge.CloseAsync()).ShouldExit(3);
        close.Json[0].GetProperty("close").GetString().ShouldBe("InReview");
        (await StateAsync(bridge)).ShouldBe("in review");
        var plan = (await bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);
        plan.Json.Count.ShouldBe(ehr.Bills);
        plan.Json.ShouldAllBe(patient => patient.GetProperty("status").GetString() == "may not leave yet");
        ehr.History.Records.ShouldBeEmpty();

        (await ReleaseAsync(bridge)).ShouldExit(0);
        ehr.ShouldHoldEveryBillOnce();
        (await StateAsync(bridge)).ShouldBe("closed");
        (await ReleaseAsync(bridge)).ShouldExit(0);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_dry_run_of_a_release_records_and_sends_nothing()
    {
        await using var practice = await StartAsync(Approval);
        var (bridge, ehr) = practice;
        (await bridge.CloseAsync()).ShouldExit(3);

        (await ReleaseAsync(bridge, "--dry-run")).ShouldExit(0);

        ehr.History.Records.ShouldBeEmpty();
        await using var session = await bridge.OpenAsync();
        (await session.Store.ReleasesAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldBeEmpty();
        (await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_released_tells_the_next_month_who_bills_where_the_EHR_takes_no_claim()
    {
        await using var practice = await StartAsync(("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: off, chargeItem: off }"));
        var (bridge, ehr) = practice;
        (await bridge.CloseAsync()).ShouldExit(3);
        ehr.History.Records.ShouldBeEmpty();

        await using var session = await bridge.OpenAsync();
        var reader = await PatientRecordReader.OpenAsync(session.Store, session.Mapping, session.Tenant, CancellationToken.None);
        var claims = (await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None)).Where(entry => entry.Code is null).ToList();
        claims.Count.ShouldBe(ehr.Bills);
        foreach (var claim in claims)
        {
            var own = (await reader.ReadAsync(claim.Patient, Bridge.ServiceMonth.AddMonths(1), CancellationToken.None)).Build().OwnClaims.ShouldHaveSingleItem();
            own.Identifier.ShouldBe(claim.Identifier);
            own.Practitioner!.CanBillWithNpi.ShouldBeTrue();
            Encoding.UTF8.GetString(claim.Body.Span).ShouldContain($"\"{own.Practitioner.Reference}\"");
            Bridge.ServiceMonth.FirstDay.ShouldBeLessThanOrEqualTo(own.Start.FirstDay(session.Tenant.TimeZone));
            (await reader.ReadAsync(claim.Patient, Bridge.ServiceMonth, CancellationToken.None)).Build().OwnClaims.ShouldBeEmpty("its own month hears nothing of it");
        }
    }

    [Fact]
    public async Task In_shadow_mode_everything_runs_and_nothing_leaves()
    {
        await using var practice = await StartAsync(("  firstMonth: 2026-04\n", string.Empty));
        await NothingLeavesAsync(practice, ReleaseRefusal.ShadowMode);
    }

    [Fact]
    public async Task Before_the_first_month_everything_runs_and_nothing_leaves()
    {
        await using var practice = await StartAsync(("firstMonth: 2026-04", "firstMonth: 2026-05"));
        await NothingLeavesAsync(practice, ReleaseRefusal.BeforeFirstMonth);
    }

    [Theory]
    [InlineData("2026-05-05T09:59:59Z", 3)]
    [InlineData("2026-05-05T10:00:00Z", 0)]
    public async Task A_month_closes_from_six_in_the_morning_of_the_practice_on(string now, int exit)
    {
        await using var practice = await StartAsync();
        var (bridge, ehr) = practice;
        bridge.Clock.Set(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

        var close = (await bridge.CloseAsync()).ShouldExit(exit);

        close.Json[0].GetProperty("close").GetString().ShouldBe(exit == 0 ? "Closed" : "TooEarly");
        ehr.History.Records.Any().ShouldBe(exit == 0);
    }

    [Fact]
    public async Task A_close_that_comes_too_early_says_from_when_on()
    {
        await using var practice = await StartAsync();
        var (bridge, _) = practice;
        bridge.Clock.Set(DateTimeOffset.Parse("2026-04-29T12:00:00Z", CultureInfo.InvariantCulture));

        var close = (await bridge.RunAsync("month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(3);

        close.Out.ShouldContain("2026-04 can be closed from 2026-05-05 06:00 in America/New_York on.");
    }

    [Fact]
    public async Task One_patient_can_leave_early_with_a_reason_and_leaves_once()
    {
        await using var practice = await StartAsync();
        var (bridge, ehr) = practice;
        bridge.Clock.Set(DateTimeOffset.Parse("2026-04-30T20:00:00Z", CultureInfo.InvariantCulture));
        (await bridge.SyncAsync()).ShouldExit(0);
        var early = ehr.Practice.Truth.First(truth => truth.Outcome == "bill" && truth.Lines[0].DateOfService.Day < 28).Patient;

        (await ReleaseAsync(bridge, "--patient", early)).ShouldExit(3);
        ehr.History.Records.ShouldBeEmpty("without a reason nobody leaves early");

        await ReleaseAsync(bridge, "--patient", early, "--reason", "Moves away on 1 May.");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe([early]);

        bridge.Clock.Set(Bridge.ClosingDay);
        await Reruns.UntilSettledAsync(bridge);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task A_change_after_the_close_sends_nothing_by_itself()
    {
        await using var practice = await StartAsync();
        var (bridge, ehr) = practice;
        (await bridge.CloseAsync()).ShouldExit(0);
        var written = ehr.History.Records.Count;
        var patient = ehr.Practice.Truth.First(truth => truth.Scenario == "exactly-40-minutes").Patient;
        foreach (var entry in new SyncedPractice(bridge, ehr).EntriesOf(patient))
            ehr.Ehr.Store.Delete("Encounter", entry);
        (await bridge.SyncAsync(more: "--full")).ShouldExit(0);

        var close = await bridge.CloseAsync();

        var changed = close.Json.Single(line => line.TryGetProperty("patient", out var named) && named.GetString() == patient);
        ehr.History.Records.Count.ShouldBe(written);
        changed.GetProperty("status").GetString().ShouldBe("needs correction");
        changed.GetProperty("reasons").EnumerateArray().ShouldNotBeEmpty();
        close.ShouldExit(3);
    }

    [Fact]
    public async Task An_added_unit_after_the_close_needs_a_correction_and_is_not_sent()
    {
        await using var practice = await StartAsync();
        var (bridge, ehr) = practice;
        (await bridge.CloseAsync()).ShouldExit(0);
        var written = ehr.History.Records.Count;
        var patient = ehr.Practice.Truth.First(truth => truth.Scenario == "one-second-under-40-minutes").Patient;
        ehr.Edit("Encounter", new SyncedPractice(bridge, ehr).EntriesOf(patient)[0], EntryEdits.OneSecondLonger);
        (await bridge.SyncAsync()).ShouldExit(0);

        var close = (await bridge.CloseAsync()).ShouldExit(3);

        ehr.History.Records.Count.ShouldBe(written);
        close.Json.Single(line => line.TryGetProperty("patient", out var named) && named.GetString() == patient)
            .GetProperty("status").GetString().ShouldBe("needs correction");
    }

    private static async Task NothingLeavesAsync(StartedPractice practice, ReleaseRefusal refusal)
    {
        var (bridge, ehr) = practice;

        var close = (await bridge.CloseAsync()).ShouldExit(3);
        (await ReleaseAsync(bridge)).ShouldExit(3);

        ehr.History.Records.ShouldBeEmpty();
        close.Json.Count(line => line.TryGetProperty("status", out var status) && status.GetString() == "may not leave yet").ShouldBe(ehr.Bills);
        await using var session = await bridge.OpenAsync();
        var dry = await session.Release().RunAsync(Bridge.ServiceMonth, lease: null, CancellationToken.None);
        dry.Patients.Where(patient => patient.Status == ReleaseStatus.Refused).ShouldAllBe(patient => patient.Refusal == refusal);
        (await session.OverviewAsync(Bridge.ServiceMonth, CancellationToken.None)).Codes.ShouldNotBeEmpty("the month is computed and shown all the same");
    }

    private static Task<CommandResult> ReleaseAsync(Bridge bridge, params string[] more) =>
        bridge.RunAsync(["release", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json", .. more]);

    private static async Task<string?> StateAsync(Bridge bridge) =>
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0).Json[0].GetProperty("state").GetString();

    private static async Task<StartedPractice> StartAsync(params (string From, string To)[] changes)
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(changes));
        return new StartedPractice(bridge, ehr);
    }

    private sealed record StartedPractice(Bridge Bridge, PracticeEhr Ehr) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Ehr.DisposeAsync();
            Bridge.Dispose();
        }
    }
}
