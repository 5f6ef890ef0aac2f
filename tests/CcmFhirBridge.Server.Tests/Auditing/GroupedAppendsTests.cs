using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Auditing;

namespace CcmFhirBridge.Server.Tests.Auditing;

public sealed class GroupedAppendsTests
{
    [Fact]
    public async Task Who_comes_while_a_commit_is_on_its_way_shares_the_next_one()
    {
        var trail = new SlowTrail();
        var appends = new GroupedAppends(trail);

        var first = appends.AppendAsync(Record(0));
        var others = Enumerable.Range(1, 99).Select(number => appends.AppendAsync(Record(number))).ToList();
        others.ShouldAllBe(other => !other.IsCompleted);
        trail.LetGo();
        await first;
        trail.LetGo();
        await Task.WhenAll(others);

        trail.Commits.Select(commit => commit.Count).ShouldBe([1, 99]);
        trail.Commits[1].Select(record => record.Subject).ShouldBe(Enumerable.Range(1, 99).Select(number => $"Claim/{number}"));
    }

    [Fact]
    public async Task A_commit_that_fails_fails_those_who_share_it_and_nobody_else()
    {
        var trail = new SlowTrail();
        var appends = new GroupedAppends(trail);
        var first = appends.AppendAsync(Record(0));
        Task[] others = [appends.AppendAsync(Record(1)), appends.AppendAsync(Record(2))];
        trail.LetGo();
        await first;
        trail.Failure = new StoreException(StoreFailure.Full, "full");
        trail.LetGo();
        foreach (var other in others)
            await Should.ThrowAsync<StoreException>(() => other);
        trail.Failure = null;
        var later = appends.AppendAsync(Record(3));
        trail.LetGo();
        await later;
    }

    private static AuditRecord Record(int number) => new() { At = Some.Morning, Kind = AuditKinds.Access, Action = "read", Subject = $"Claim/{number}" };

    // Each commit waits until the test lets it go.
    private sealed class SlowTrail : FixedTrail
    {
        private readonly SemaphoreSlim _turns = new(0);

        public List<IReadOnlyList<AuditRecord>> Commits { get; } = [];

        public StoreException? Failure { get; set; }

        public void LetGo() => _turns.Release();

        public override async Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation)
        {
            await _turns.WaitAsync(cancellation);
            if (Failure is not null)
                throw Failure;
            Commits.Add(records);
        }
    }
}
