using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Storage.Tests.Months;

public abstract class MonthStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");
    private static readonly DateTimeOffset s_now = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);


    [Fact]
    public async Task A_month_that_nobody_closed_is_open() =>
        (await Store.FindAsync(s_april, default)).State.ShouldBe(MonthState.Open);

    [Fact]
    public async Task A_month_is_kept_with_all_that_it_was_decided_by_and_listed_newest_first()
    {
        var closed = new MonthRecord
        {
            Month = s_april,
            State = MonthState.Closed,
            Reason = "Released by a person.",
            ReadStartedAt = s_now,
            ClosedAt = s_now.AddMinutes(1),
            Zone = "America/New_York",
            TenantRevision = "sha256:1",
            RulePack = "us@1",
            Engine = "0.1.0",
        };
        await Store.SaveAsync(closed with { State = MonthState.InReview, ClosedAt = null }, default);
        await Store.SaveAsync(closed, default);
        await Store.SaveAsync(closed with { Month = s_april.Next, State = MonthState.Open, ReadStartedAt = null }, default);
        (await Store.FindAsync(s_april, default)).ShouldBe(closed);
        (await Store.ListAsync(default)).Select(month => month.Month).ShouldBe([s_april.Next, s_april]);
    }

    [Fact]
    public async Task A_month_is_replaced_only_while_it_stands_as_it_did()
    {
        var open = await Store.FindAsync(s_april, default);
        var closed = open with { State = MonthState.Closed, Reason = "Released by itself.", ReadStartedAt = s_now, ClosedAt = s_now.AddMinutes(1) };
        (await Store.ReplaceAsync(open, closed, default)).ShouldBeTrue();
        (await Store.ReplaceAsync(open, closed with { State = MonthState.InReview, ReadStartedAt = null }, default)).ShouldBeFalse("it was closed meanwhile");
        (await Store.FindAsync(s_april, default)).ShouldBe(closed);
        (await Store.ReplaceAsync(closed, open, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task Releases_are_kept_in_the_order_recorded()
    {
        var early = new ReleaseDecision(s_april, "Patient/p1", "dr-a", s_now, "Patient moves away.");
        var whole = new ReleaseDecision(s_april, null, "biller", s_now.AddDays(1), null);
        await Store.RecordReleaseAsync(early, default);
        await Store.RecordReleaseAsync(whole, default);
        await Store.RecordReleaseAsync(whole with { Month = s_april.Next }, default);
        (await Store.ReleasesAsync(s_april, default)).ShouldBe([early, whole]);
    }

    [Fact]
    public async Task A_rule_pack_is_kept_once_and_its_version_never_means_other_content()
    {
        await Store.KeepRulePackAsync("us@1", "rules"u8.ToArray(), default);
        await Store.KeepRulePackAsync("us@1", "rules"u8.ToArray(), default);
        (await Should.ThrowAsync<StoreException>(() => Store.KeepRulePackAsync("us@1", "other"u8.ToArray(), default)))
            .Failure.ShouldBe(StoreFailure.Corrupt);
        (await Store.RulePackAsync("us@1", default))!.Value.ToArray().ShouldBe("rules"u8.ToArray());
    }
}

public sealed class SqliteMonthStoreTests() : MonthStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresMonthStoreTests() : MonthStoreBehaviour(new PostgresStoreFactory());
