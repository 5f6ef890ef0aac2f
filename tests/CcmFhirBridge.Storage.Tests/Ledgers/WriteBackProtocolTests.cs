using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

/// <summary>All that two workers and two keys can come to, not a sample of it.</summary>
public sealed class WriteBackProtocolTests
{
    private const int Events = 8;

    [Fact]
    public void No_order_of_events_however_long_breaks_a_promise()
    {
        var (reached, broken) = Explore(new WriteBackProtocol(), int.MaxValue);
        broken.ShouldBeNull();
        reached.Count.ShouldBeGreaterThan(1000);
        reached.ShouldContain(state => state.First.Row == LedgerState.Confirmed && state.Second.Row == LedgerState.Confirmed);
    }

    [Theory]
    [InlineData(Rule.FenceIsChecked)]
    [InlineData(Rule.LeaseIsChecked)]
    [InlineData(Rule.IntentIsCommittedFirst)]
    [InlineData(Rule.AbsenceTakesTime)]
    [InlineData(Rule.TakenIsNeverSentAgain)]
    public void Without_any_one_rule_at_most_eight_events_break_a_promise(Rule without) =>
        Explore(new WriteBackProtocol(without), Events).Broken.ShouldNotBeNull();

    // From every state there is a way to an end at which nothing waits: nothing is stuck.
    [Fact]
    public void From_everywhere_both_keys_can_still_be_confirmed()
    {
        var protocol = new WriteBackProtocol();
        var (reached, _) = Explore(protocol, int.MaxValue);
        var before = new Dictionary<ProtocolState, List<ProtocolState>>();
        foreach (var state in reached)
        {
            foreach (var (_, next) in protocol.After(state))
            {
                if (!before.TryGetValue(next, out var list))
                    before[next] = list = [];
                list.Add(state);
            }
        }

        var open = new Stack<ProtocolState>(reached.Where(state => state is { First.Row: LedgerState.Confirmed, Second.Row: LedgerState.Confirmed }));
        var ending = open.ToHashSet();
        while (open.TryPop(out var state))
        {
            foreach (var earlier in before.GetValueOrDefault(state) ?? [])
            {
                if (ending.Add(earlier))
                    open.Push(earlier);
            }
        }

        reached.Count(state => !ending.Contains(state)).ShouldBe(0);
    }

    private static (HashSet<ProtocolState> Reached, string? Broken) Explore(WriteBackProtocol protocol, int events)
    {
        var reached = new HashSet<ProtocolState> { ProtocolState.Begin };
        List<(ProtocolState State, string Way)> newest = [(ProtocolState.Begin, "")];
        for (var done = 0; newest.Count > 0 && done < events; done++)
        {
            var next = new List<(ProtocolState, string)>();
            foreach (var (state, way) in newest)
            {
                foreach (var (step, after) in protocol.After(state))
                {
                    if (after.Broken is not null)
                        return (reached, $"{after.Broken}:{way}; {step}");
                    if (reached.Add(after))
                        next.Add((after, $"{way}; {step}"));
                }
            }

            newest = next;
        }

        return (reached, null);
    }
}
