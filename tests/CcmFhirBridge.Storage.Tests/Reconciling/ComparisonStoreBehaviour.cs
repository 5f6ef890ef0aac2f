using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Reconciling;

namespace CcmFhirBridge.Storage.Tests.Reconciling;

public abstract class ComparisonStoreBehaviour(IStoreFactory factory) : StoreBehaviour(factory)
{
    private static readonly ServiceMonth s_april = ServiceMonth.Parse("2026-04");

    [Fact]
    public async Task Of_each_month_the_last_comparison_is_kept_with_all_that_it_says()
    {
        (await Store.ComparisonsAsync(default)).ShouldBeEmpty();
        var april = Made(s_april) with { Findings = 3, Duplicates = 1, NotAnswered = 2 };
        var march = Made(s_april.Previous) with { NotMade = "lakeside: GET Claim at https://ehr.example: HTTP 403." };
        await Store.KeepComparisonAsync(Made(s_april), default);
        await Store.KeepComparisonAsync(march, default);
        Factory.Time.Advance(TimeSpan.FromDays(1));
        await Store.KeepComparisonAsync(april = april with { At = Factory.Time.GetUtcNow() }, default);
        await ReopenAsync();

        (await Store.ComparisonsAsync(default)).ShouldBe([april, march]);
        var figures = await Store.FiguresAsync(s_april, default);
        figures.Comparisons.ShouldBe([april, march]);
        figures.Drift.ShouldBe(3);
    }

    private MonthComparison Made(ServiceMonth month) => new() { Month = month, At = Factory.Time.GetUtcNow() };
}

public sealed class SqliteComparisonStoreTests() : ComparisonStoreBehaviour(new SqliteStoreFactory());

public sealed class PostgresComparisonStoreTests() : ComparisonStoreBehaviour(new PostgresStoreFactory());
