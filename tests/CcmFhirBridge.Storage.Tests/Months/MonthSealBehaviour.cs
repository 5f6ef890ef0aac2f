using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Storage.Resources;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Months;

/// <summary>A closed month whose rows somebody changes beside the bridge: the seal tells, whatever the database.</summary>
public abstract class MonthSealBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    private readonly byte[] _said = Encoding.UTF8.GetBytes("""{"lines":[{"code":"99490","units":1,"charge":125.07}]}""");
    private ClaimSlot _slot;
    private long _fence;

    private MonthSealing Sealing => new(Store, Store, Store, Factory.Time);

    protected override async Task BeginAsync()
    {
        _fence = await Store.TakeFenceAsync("test", default);
        _slot = new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), s_april);
        await Store.PlanAsync(_fence, [Entries.Claim(_slot), Entries.Charge(_slot, "99490")], default);
        await Store.KeepRulePackAsync("us@1", "rules"u8.ToArray(), default);
        var open = await Store.FindAsync(s_april, default);
        (await Store.ReplaceAsync(open, open with
        {
            State = MonthState.Closed,
            Reason = "Released by itself.",
            ReadStartedAt = Factory.Time.GetUtcNow(),
            ClosedAt = Factory.Time.GetUtcNow(),
            Zone = "America/New_York",
            TenantRevision = "sha256:1",
            RulePack = "us@1",
            Engine = "0.1.0",
        }, default)).ShouldBeTrue();
        await Sealing.SealAsync(s_april, default);
    }

    [Fact]
    public async Task What_was_sealed_holds_through_a_restart_and_through_what_may_happen_to_an_entry()
    {
        await Store.MoveAsync(_fence, Entries.Claim(_slot) with { Attempts = 1 }, LedgerState.Sending, default);
        await ReopenAsync();
        var (chain, broken) = await Sealing.CheckAsync(s_april, default);
        broken.ShouldBeEmpty();
        chain.IsSealed.ShouldBeTrue();
        (await Store.FindAsync(s_april, default)).Seal.ShouldBe(chain.Seal);
        await Sealing.SealAsync(s_april, default);
        (await Store.ChainAsync(s_april, default)).Count.ShouldBe(1, "nothing new to seal");
    }

    [Theory]
    [InlineData("UPDATE ledger_entry SET charge_cents = charge_cents + 1 WHERE tenant = @tenant AND code = '99490'", "charge 125.07, now 125.08")]
    [InlineData("UPDATE ledger_entry SET units = 2 WHERE tenant = @tenant AND code = '99490'", "units 1, now 2")]
    [InlineData("UPDATE ledger_entry SET patient = 'Patient/p9' WHERE tenant = @tenant AND code = ''", "whom it bills")]
    [InlineData("UPDATE ledger_entry SET identifier = 'X' WHERE tenant = @tenant AND code = ''", "its key")]
    [InlineData("UPDATE ledger_entry SET state = 'held' WHERE tenant = @tenant AND code = ''", "stands as held, and its history ends with planned")]
    [InlineData("DELETE FROM ledger_entry WHERE tenant = @tenant AND code = '99490'", "gone from the ledger")]
    [InlineData("UPDATE service_month SET zone = 'UTC' WHERE tenant = @tenant", "Zone, read, tenant revision, rule pack or engine")]
    [InlineData("UPDATE service_month SET rule_pack = 'us@2' WHERE tenant = @tenant", "Zone, read, tenant revision, rule pack or engine")]
    [InlineData("UPDATE service_month SET state = 'in-review' WHERE tenant = @tenant", "without having been reopened")]
    [InlineData("UPDATE service_month SET seal = 'ff' WHERE tenant = @tenant", "another seal than its chain ends with")]
    public async Task A_row_that_somebody_changed_is_found_and_nothing_more_is_planned(string sql, string said)
    {
        await Factory.TamperAsync(sql);
        var (_, broken) = await Sealing.CheckAsync(s_april, default);
        string.Join(' ', broken).ShouldContain(said);
        await Should.ThrowAsync<LedgerIntegrityException>(() => Sealing.RequireWholeAsync(s_april, default));
    }

    [Fact]
    public async Task A_body_that_somebody_changed_is_found_even_when_its_stored_hash_goes_along()
    {
        await Factory.TamperAsync("UPDATE ledger_entry SET body = @value WHERE tenant = @tenant AND code = ''", RawBody.Pack("another claim"u8));
        (await Sealing.CheckAsync(s_april, default)).Broken.ShouldHaveSingleItem().ShouldContain("its body");
    }

    [Fact]
    public async Task A_rule_pack_kept_with_another_content_is_found()
    {
        await Store.KeepRulePackAsync("us@2", "newer rules"u8.ToArray(), default);
        var packs = new Dictionary<string, string?> { ["us@1"] = SealedAssessment.HashOf("newer rules"u8) };
        var (chain, _) = await Sealing.CheckAsync(s_april, default);
        chain.Broken(await Store.FindAsync(s_april, default), await Store.MonthAsync(s_april, default), packs).ShouldHaveSingleItem().ShouldContain("us@1");
    }

    [Fact]
    public async Task Links_are_never_changed_nor_removed()
    {
        await Should.ThrowAsync<Exception>(() => Factory.TamperAsync("UPDATE month_link SET seal = 'ff' WHERE tenant = @tenant"));
        await Should.ThrowAsync<Exception>(() => Factory.TamperAsync("DELETE FROM month_link WHERE tenant = @tenant"));
    }

    [Fact]
    public async Task A_link_is_kept_with_the_state_that_names_it_or_not_at_all()
    {
        var closed = await Store.FindAsync(s_april, default);
        var link = MonthLink.Of(s_april, closed.Seal, new MonthEvent { Step = MonthStep.Reopened, At = Factory.Time.GetUtcNow(), By = "biller", Reason = "Minutes came late." });
        await Store.SaveCorrectedThroughAsync(s_april, 7, default);
        var reopened = closed with { State = MonthState.Reopened, ReadStartedAt = null, ClosedAt = null, Seal = link.Seal };
        (await Store.AppendAsync(closed with { Reason = "other" }, reopened, link, default)).ShouldBeFalse();
        (await Store.ChainAsync(s_april, default)).Count.ShouldBe(1);
        (await Store.AppendAsync(closed, reopened, link, default)).ShouldBeTrue();
        (await Sealing.CheckAsync(s_april, default)).Broken.ShouldBeEmpty();
        MonthChain.Of(await Store.ChainAsync(s_april, default)).Reopening!.By.ShouldBe("biller");
        (await Store.CorrectedThroughAsync(s_april, default)).ShouldBe(-1, "looked through anew");
    }

    [Fact]
    public async Task An_assessment_that_the_record_does_not_give_is_told_from_one_that_came_late()
    {
        var sealedAs = SealedAssessment.Of(new StoredAssessment("Patient/p1", s_april, Outcome.Bill, _said) { Position = 1 });
        var chain = MonthChain.Of([MonthLink.Of(s_april, null, new MonthEvent { Step = MonthStep.Closed, At = Factory.Time.GetUtcNow(), Assessments = [sealedAs] })]);
        var changed = new StoredAssessment("Patient/p1", s_april, Outcome.Bill, Encoding.UTF8.GetBytes("""{"lines":[{"code":"99490","units":1,"charge":1250.07}]}""")) { Position = 1 };
        var (late, broken) = await LateFact.OfAsync(chain, [changed], PatientAliases.None, _ => Task.FromResult<Assessment?>(null));
        late.ShouldBeEmpty();
        broken.ShouldHaveSingleItem().ShouldContain("not what its record gives");
    }
}

public sealed class SqliteMonthSealTests() : MonthSealBehaviour(new SqliteStoreFactory());

public sealed class PostgresMonthSealTests() : MonthSealBehaviour(new PostgresStoreFactory());
