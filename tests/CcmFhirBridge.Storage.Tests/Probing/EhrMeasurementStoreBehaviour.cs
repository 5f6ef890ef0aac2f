using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Storage.Tests.Probing;

public abstract class EhrMeasurementStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    [Fact]
    public async Task The_newest_measurement_counts_with_all_that_it_says()
    {
        (await Store.NewestMeasurementAsync(default)).ShouldBeNull();
        var first = Measured(holds: null, shown: null, []);
        var second = Measured(holds: true, shown: 4, [new("Claim", WriteVerb.UpdateAsCreate, true), new("ChargeItem", WriteVerb.ConditionalCreate, false)]);
        await Store.KeepMeasurementAsync(first, default);
        await Store.KeepMeasurementAsync(second, default);
        await ReopenAsync();

        var newest = (await Store.NewestMeasurementAsync(default)).ShouldNotBeNull();

        (newest.At, newest.Statement, newest.TransactionsHold, newest.ShownAfterSeconds).ShouldBe((second.At, "0123456789abcdef", true, 4));
        newest.Verbs.ShouldBe(second.Verbs);
        (newest.CreatesOnce("Claim", WriteVerb.UpdateAsCreate), newest.CreatesOnce("ChargeItem", WriteVerb.ConditionalCreate), newest.CreatesOnce("Claim", WriteVerb.PlainCreate))
            .ShouldBe((true, false, null));
        await Store.KeepMeasurementAsync(first, default);
        (await Store.NewestMeasurementAsync(default)).ShouldNotBeNull().Verbs.ShouldBeEmpty();
    }

    private EhrMeasurement Measured(bool? holds, long? shown, MeasuredVerb[] verbs) => new()
    {
        At = Factory.Time.GetUtcNow(),
        Statement = "0123456789abcdef",
        Verbs = [.. verbs],
        TransactionsHold = holds,
        ShownAfterSeconds = shown,
    };
}

public sealed class SqliteEhrMeasurementStoreTests() : EhrMeasurementStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresEhrMeasurementStoreTests() : EhrMeasurementStoreBehaviour(new PostgresStoreFactory());
