using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Storage.Tests.Leases;

/// <summary>
/// Whoever works for a tenant changes nothing of it any more once somebody else has taken it over, through whatever method of whatever port;
/// who works under no lease is not concerned.
/// </summary>
public abstract class FencedWritesBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    /// <summary>These say themselves who may work.</summary>
    private static readonly HashSet<string> s_ofLeases = new(StringComparer.Ordinal)
    {
        "ILeaseStore.TakeLeaseAsync", "ILeaseStore.RenewLeaseAsync", "ILeaseStore.ReleaseLeaseAsync",
    };

    private PortWrites? _writes;
    private SqlTenantStore? _other;

    public static TheoryData<string> Methods => [.. PortWrites.Methods.Select(row => row.Data).Where(method => !PortWrites.Reads.Contains(method) && !s_ofLeases.Contains(method))];

    private PortWrites Writes => _writes ?? throw new InvalidOperationException("A test begins after its store was opened.");

    private SqlTenantStore Other => _other ?? throw new InvalidOperationException("A test begins after its stores were opened.");

    protected override async Task BeginAsync()
    {
        _other = await Factory.OpenAsync();
        _writes = await PortWrites.BeginAsync(Store, Factory);
    }

    protected override async Task EndAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_write_is_refused_once_somebody_else_has_taken_the_tenant_over_and_leaves_no_trace(string method)
    {
        var write = Writes.Of(method);
        await write.Prepare();
        await Other.TakeFenceAsync("other", default);
        var before = await Other.HeadAsync(default);

        (await Should.ThrowAsync<StaleFenceException>(write.Act)).Message.ShouldContain("fence 2, not 1");

        (await Other.HeadAsync(default)).ShouldBe(before);
        // Whoever has it again writes again, which also shows that the method was refused for nothing else.
        if (!method.StartsWith("IBillingLedger.", StringComparison.Ordinal) || method == "IBillingLedger.PersonAsync")
        {
            await Store.TakeFenceAsync("test", default);
            await write.Act();
        }
    }

    [Fact]
    public async Task A_lease_that_was_given_back_carries_nothing_more_also_when_it_was_lost_before()
    {
        await Writes.Of("ILeaseStore.ReleaseLeaseAsync").Act();
        await AppendAsync(Store);

        var mine = await Store.TakeLeaseAsync(new LeaseTaker("test", "here", default), TimeSpan.FromMinutes(1), default);
        await Other.TakeFenceAsync("other", default);
        await Should.ThrowAsync<StaleFenceException>(() => AppendAsync(Store));
        await Store.ReleaseLeaseAsync(mine, default);
        await AppendAsync(Store);
        (await Should.ThrowAsync<LeaseException>(() => Store.TakeLeaseAsync(new LeaseTaker("test", "elsewhere", default), TimeSpan.FromMinutes(1), default))).Failure.ShouldBe(LeaseFailure.Held);
    }

    [Fact]
    public async Task Who_works_under_no_lease_writes_beside_whoever_has_the_tenant_and_takes_nothing_from_it()
    {
        await AppendAsync(Other);
        await AppendAsync(Store);
        await Writes.Of("IDecisionStore.RecordDecisionsAsync").Act();
    }

    private Task AppendAsync(SqlTenantStore store) =>
        store.AppendAsync([new AuditRecord { At = Factory.Time.GetUtcNow(), Kind = AuditKinds.Access, Action = "read" }], default);
}

public sealed class SqliteFencedWritesTests() : FencedWritesBehaviour(new SqliteStoreFactory());

public sealed class PostgresFencedWritesTests() : FencedWritesBehaviour(new PostgresStoreFactory());
