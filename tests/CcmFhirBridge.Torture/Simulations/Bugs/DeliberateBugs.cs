using System.Collections.Immutable;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Torture.Simulations.Bugs;

/// <summary>Mistakes that the simulation must find, or its silence would prove nothing.</summary>
internal static class DeliberateBugs
{
    public static ImmutableArray<Bug> All { get; } =
    [
        new("retry-on-timeout", "A write without an answer is sent again at once.") { Writer = static writer => new RetryOnTimeout(writer) },
        new("timeout-is-success", "A write without an answer is taken for done.") { Writer = static writer => new TimeoutTakenFor(writer, WriteBackOutcome.Created) },
        new("timeout-is-refusal", "A write without an answer is taken for refused.") { Writer = static writer => new TimeoutTakenFor(writer, WriteBackOutcome.Rejected) },
        new("timeout-is-not-sent", "A write without an answer is taken for not sent.") { Writer = static writer => new TimeoutTakenFor(writer, WriteBackOutcome.NotSent) },
        new("two-hits-as-one", "Of several copies the first is taken for the only one.") { Writer = static writer => new TwoHitsAsOne(writer) },
        new("cached-search", "What a search once said is believed for ever.") { Writer = static writer => new CachedSearch(writer) },
        new("no-read-back", "What the EHR says that it created is confirmed unseen.") { Writer = static writer => new NoReadBack(writer) },
        new("no-body-compare", "An outcome is recorded without a look at the body.") { Bodies = static bodies => new NoBodyCompare(bodies) },
        new("no-settle-time", "What is not found at once is believed absent.") { Settle = static _ => TimeSpan.Zero },
        new("lease-ignored", "Nobody asks before the first byte whether it may still leave.") { Writer = static writer => new LeaseIgnored(writer) },
        new("no-fence-check", "A stale owner's changes are taken.") { Ledger = static ledger => new NoFenceCheck(ledger), IsFenced = false },
        new("partial-read", "A month is released from a read that lacks something.") { Reader = static reader => new PartialReadIsWhole(reader) },
        new("key-without-month", "The identifier is made without the month.") { Ledger = static ledger => new KeyWithoutMonth(ledger) },
        new("revision-in-key", "The identifier that all revisions share has the revision in it.") { Ledger = static ledger => new RevisionInKey(ledger) },
        new("send-before-intent", "A write leaves before its row says so.") { Ledger = static ledger => new SendBeforeIntent(ledger) },
        new("charge-before-claim", "A charge does not wait for its Claim.") { Ledger = static ledger => new ChargeBeforeClaim(ledger) },
        new("forgets-what-left", "A month that is judged again bills anew what has left.") { Ledger = static ledger => new ForgetsWhatLeft(ledger) },
        new("replaces-before-taking-back", "A replacement leaves while what it replaces still stands.") { Ledger = static ledger => new ReplacesBeforeTakingBack(ledger) },
        new("resend-after-crash", "What was sending when a process died is sent again without asking.") { Ledger = static ledger => new ResendAfterCrash(ledger) },
        new("failed-commit-is-made", "A change whose commit failed is taken for made.") { Ledger = static ledger => new FailedCommitIsMade(ledger) },
    ];
}
