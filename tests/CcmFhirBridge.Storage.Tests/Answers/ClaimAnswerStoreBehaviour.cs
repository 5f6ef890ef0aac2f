using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Storage.Tests.Ledgers;

namespace CcmFhirBridge.Storage.Tests.Answers;

public abstract class ClaimAnswerStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private const string Claim = "00000000000000001R1";

    [Fact]
    public async Task Answers_come_back_as_they_were_told_in_their_order()
    {
        var first = Answer(ClaimAnswerStatus.Denied) with { ReasonCode = "CO-97", ReasonText = "included elsewhere", PayerClaimNumber = "ICN", At = Factory.Time.GetUtcNow().AddDays(-1) };
        var second = Answer(ClaimAnswerStatus.Paid) with { Amount = 66.13m };

        (await Store.RecordAnswerAsync(first, null, default)).ShouldBe((first, true));
        (await Store.RecordAnswerAsync(second, null, default)).ShouldBe((second, true));
        await ReopenAsync();

        (await Store.AnswersAsync(Claim, default)).ShouldBe([first, second]);
        (await Store.AnswersAsync("other", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_says_the_same_as_the_newest_one_is_that_one()
    {
        var paid = Answer(ClaimAnswerStatus.Paid);
        await Store.RecordAnswerAsync(paid, null, default);

        (await Store.RecordAnswerAsync(paid with { RecordedAt = paid.RecordedAt.AddHours(1), Client = "other" }, null, default)).ShouldBe((paid, false));
        (await Store.RecordAnswerAsync(Answer(ClaimAnswerStatus.Accepted), null, default)).IsNew.ShouldBeTrue();
        (await Store.RecordAnswerAsync(paid, null, default)).IsNew.ShouldBeTrue("it contradicts what came between");
    }

    [Fact]
    public async Task A_call_that_comes_again_gives_its_first_answer()
    {
        var call = new RepeatableCall("app", "k", "aa");
        var (paid, accepted) = (Answer(ClaimAnswerStatus.Paid), Answer(ClaimAnswerStatus.Accepted));
        await Store.RecordAnswerAsync(paid, call, default);
        await Store.RecordAnswerAsync(accepted, null, default);

        (await Store.RecordAnswerAsync(paid, call, default)).ShouldBe((paid, false));
        await Should.ThrowAsync<RepeatedKeyException>(() => Store.RecordAnswerAsync(accepted, call with { ContentHash = "bb" }, default));
        (await Store.RecordAnswerAsync(paid, call with { Client = "other" }, default)).IsNew.ShouldBeTrue("keys belong to their client");
        (await Store.AnswersAsync(Claim, default)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_month_of_a_claim_knows_the_answer_that_counts()
    {
        var month = ServiceMonth.Parse("2026-04");
        var fence = await Store.TakeFenceAsync("test", default);
        var claim = Entries.Claim(new ClaimSlot(Factory.Tenant, await Store.PersonAsync("Patient/p1", default), month));
        await Store.PlanAsync(fence, [claim], default);
        var last = Answer(ClaimAnswerStatus.Denied) with { RevisionIdentifier = claim.RevisionIdentifier, ReasonCode = "CO-97" };
        await Store.RecordAnswerAsync(last with { Status = ClaimAnswerStatus.Accepted }, null, default);
        await Store.RecordAnswerAsync(last, null, default);
        await Store.RecordAnswerAsync(Answer(ClaimAnswerStatus.Paid), null, default);

        (await Store.AnswersOfAsync(month, default)).ShouldBe([last]);
        (await Store.AnswersOfAsync(month.Next, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_refused_is_found_page_by_page_until_it_is_answered_otherwise_or_corrected()
    {
        var month = ServiceMonth.Parse("2026-04");
        var fence = await Store.TakeFenceAsync("test", default);
        var claims = new List<LedgerEntry>();
        for (var number = 1; number <= 5; number++)
        {
            claims.Add(Entries.Claim(new ClaimSlot(Factory.Tenant, await Store.PersonAsync($"Patient/p{number}", default), month.AddMonths(number))));
            await Store.PlanAsync(fence, [claims[^1]], default);
        }

        ClaimAnswer Of(int number, ClaimAnswerStatus status) => Answer(status) with { RevisionIdentifier = claims[number].RevisionIdentifier, ReasonCode = "CO-97" };
        foreach (var answer in new[] { Of(0, ClaimAnswerStatus.Denied), Of(1, ClaimAnswerStatus.Rejected), Of(1, ClaimAnswerStatus.Paid), Of(2, ClaimAnswerStatus.Rejected), Of(3, ClaimAnswerStatus.Accepted), Of(4, ClaimAnswerStatus.Denied) })
            await Store.RecordAnswerAsync(answer, null, default);
        await Store.MoveAsync(fence, claims[4], LedgerState.Held, default);
        await Store.MoveAsync(fence, claims[4] with { State = LedgerState.Held }, LedgerState.Corrected, default);

        var expected = new[] { 0, 2 }.OrderBy(number => claims[number].RevisionIdentifier, StringComparer.Ordinal).ToList();
        var all = await Store.RefusedAfterAsync("", 10, default);
        all.Select(each => each.Claim.Answer).ShouldBe(expected.Select(number => Of(number, number == 0 ? ClaimAnswerStatus.Denied : ClaimAnswerStatus.Rejected)));
        all.Select(each => (each.Claim.Patient, each.Month)).ShouldBe(expected.Select(number => (claims[number].Patient, month.AddMonths(number + 1))));
        (await Store.RefusedAfterAsync(all[0].Claim.Answer.RevisionIdentifier, 10, default)).ShouldBe([all[1]]);
        (await Store.RefusedAfterAsync("", 1, default)).ShouldBe([all[0]]);
    }

    private ClaimAnswer Answer(ClaimAnswerStatus status) => new() { RevisionIdentifier = Claim, Status = status, RecordedAt = Factory.Time.GetUtcNow(), Client = "app" };
}

public sealed class SqliteClaimAnswerStoreTests() : ClaimAnswerStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresClaimAnswerStoreTests() : ClaimAnswerStoreBehaviour(new PostgresStoreFactory());
