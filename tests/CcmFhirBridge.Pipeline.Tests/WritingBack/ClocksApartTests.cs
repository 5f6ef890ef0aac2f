using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

/// <summary>
/// One machine sends and dies, and another takes over whose clock is minutes apart: what the EHR has had no time to show is not sent again
/// (RELIABILITY T7).
/// </summary>
public sealed class ClocksApartTests : AprilOfAPractice
{
    private static readonly TimeSpan s_settle = SettleTime.Of(Practice.Tenant.Ehr);

    private readonly FakeEhr _ehr = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(60)]
    public async Task What_another_machine_sent_has_its_time_from_when_this_one_took_over(int minutesAhead)
    {
        await SendInVainAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        var taken = _time.GetUtcNow().AddMinutes(minutesAhead);

        (await TakenOverAsync(minutesAhead, taken)).ShouldBe(new WriteBackReport { Unknown = 1, Waiting = 2 });
        _time.Advance(s_settle - TimeSpan.FromSeconds(1));
        (await TakenOverAsync(minutesAhead, taken)).ShouldBe(new WriteBackReport { Unknown = 1, Waiting = 2 });
        _ehr.Copies.ShouldBeEmpty();

        _time.Advance(TimeSpan.FromSeconds(1));
        (await TakenOverAsync(minutesAhead, taken)).Confirmed.ShouldBe(3);
        _ledger.All.Single(entry => entry.Code is null).Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_machine_whose_clock_is_behind_waits_for_as_much_longer()
    {
        await SendInVainAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        var taken = _time.GetUtcNow().AddMinutes(-5);

        _time.Advance(s_settle + TimeSpan.FromMinutes(4) - TimeSpan.FromSeconds(1));
        (await TakenOverAsync(-5, taken)).Unknown.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await TakenOverAsync(-5, taken)).Confirmed.ShouldBe(3);
    }

    [Fact]
    public async Task What_it_sends_itself_has_its_time_from_when_it_was_sent()
    {
        var taken = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(1));
        await SendInVainAsync();

        _time.Advance(s_settle);
        (await TakenOverAsync(0, taken)).Confirmed.ShouldBe(3);
    }

    private async Task SendInVainAsync()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        _ehr.Faults.Enqueue(Fault.RequestLost);
        (await RunAsync(_time, default)).Unknown.ShouldBe(1);
    }

    private Task<WriteBackReport> TakenOverAsync(int minutesAhead, DateTimeOffset taken) => RunAsync(new FakeTimeProvider(_time.GetUtcNow().AddMinutes(minutesAhead)), taken);

    private Task<WriteBackReport> RunAsync(TimeProvider machine, DateTimeOffset clockHoldsSince) =>
        new WriteBackRun(_ledger, _ehr, _bodies, Practice.Tenant, machine, s_settle, _store).InTurnAsync(_ledger.Lease(clockHoldsSince: clockHoldsSince));
}
