using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Reconciling;

/// <summary>Which months are compared with the EHR on which day, and what an EHR that does not answer changes.</summary>
public sealed class DailyComparisonTests
{
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);
    private readonly MemoryStore _store = new();
    private readonly MemoryComparisons _comparisons = new();
    private readonly List<string> _compared = [];
    private Exception? _failure;

    [Fact]
    public async Task The_newest_month_is_compared_every_day_and_each_older_one_in_turn()
    {
        await AddAsync("2026-04", "2026-05", "2026-06", "2026-07");
        var comparison = Comparison();
        var days = new List<string>();
        for (var day = 0; day < 6; day++)
        {
            await comparison.RunAsync(default);
            await comparison.RunAsync(default);
            days.Add(string.Join(' ', _compared));
            _compared.Clear();
            _time.Advance(TimeSpan.FromDays(1));
        }

        days.ShouldAllBe(day => day.StartsWith("2026-07 ", StringComparison.Ordinal) && day.Length == 15);
        days[..3].Select(day => day[8..]).ShouldBe(["2026-04", "2026-05", "2026-06"], ignoreOrder: true);
        days[3..].ShouldBe(days[..3]);
    }

    [Fact]
    public async Task A_process_that_starts_again_makes_no_comparison_twice_a_day()
    {
        await AddAsync("2026-04", "2026-05");
        await Comparison().RunAsync(default);
        await Comparison().RunAsync(default);
        _compared.ShouldBe(["2026-05", "2026-04"]);

        _time.Advance(TimeSpan.FromHours(18));
        await Comparison().RunAsync(default);
        _compared.Count.ShouldBe(4, "06:00 and midnight are two days of the practice");
    }

    [Fact]
    public async Task A_month_of_which_something_is_open_is_compared_every_day_until_it_is_settled()
    {
        await AddAsync("2026-04", "2026-05", "2026-06", "2026-07");
        var comparison = Comparison();
        foreach (var month in new[] { "2026-04", "2026-05", "2026-06" })
            _comparisons.Kept[ServiceMonth.Parse(month)] = new MonthComparison { Month = ServiceMonth.Parse(month), At = _time.GetUtcNow().AddDays(-1), Findings = 1 };

        await comparison.RunAsync(default);
        _compared.Order().ShouldBe(["2026-04", "2026-05", "2026-06", "2026-07"]);
        _compared.Clear();
        _time.Advance(TimeSpan.FromDays(1));
        await comparison.RunAsync(default);
        _compared.Count.ShouldBe(2);
    }

    [Theory]
    // state                       may something have left
    [InlineData(MonthState.Open, false)]
    [InlineData(MonthState.InReview, false)]
    [InlineData(MonthState.Closed, true)]
    [InlineData(MonthState.Reopened, true)]
    public async Task Only_months_of_which_something_may_have_left_are_compared(MonthState state, bool left)
    {
        await _store.SaveAsync(new MonthRecord { Month = Practice.April, State = state, Reason = "" }, default);
        await Comparison().RunAsync(default);
        _compared.Count.ShouldBe(left ? 1 : 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2026-05")]
    public async Task Before_its_first_month_a_tenant_is_not_compared(string? firstMonth)
    {
        await AddAsync("2026-04");
        await Comparison(Practice.Tenant.With(billing => billing with { FirstMonth = firstMonth is null ? null : ServiceMonth.Parse(firstMonth) })).RunAsync(default);
        _compared.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(EhrFailure.Unreachable)]
    [InlineData(EhrFailure.Forbidden)]
    [InlineData(EhrFailure.Unauthorized)]
    [InlineData(EhrFailure.ServerError)]
    public async Task An_EHR_that_does_not_answer_is_asked_again_after_an_hour_and_what_was_found_before_stays(EhrFailure failure)
    {
        await AddAsync("2026-04", "2026-05");
        _comparisons.Kept[Practice.April.Next] = new MonthComparison { Month = Practice.April.Next, At = _time.GetUtcNow().AddDays(-1), Findings = 2 };
        _failure = new EhrException(failure, "It does not answer.");
        var comparison = Comparison();
        await comparison.RunAsync(default);
        _time.Advance(DailyComparison.AgainAfter - TimeSpan.FromSeconds(1));
        await comparison.RunAsync(default);

        _compared.ShouldBe(["2026-05"]);
        (_comparisons.Kept[Practice.April.Next].NotMade, _comparisons.Kept[Practice.April.Next].Findings).ShouldBe(("It does not answer.", 2));

        _failure = null;
        _time.Advance(TimeSpan.FromSeconds(1));
        await comparison.RunAsync(default);
        _compared.ShouldBe(["2026-05", "2026-05", "2026-04"]);
        (_comparisons.Kept[Practice.April.Next].NotMade, _comparisons.Kept[Practice.April.Next].Findings).ShouldBe((null, 0));
    }

    [Fact]
    public async Task What_is_wrong_with_the_store_is_not_the_EHRs()
    {
        await AddAsync("2026-04");
        _failure = new LedgerIntegrityException("2026-04 is not as it was sealed.");
        await Should.ThrowAsync<LedgerIntegrityException>(() => Comparison().RunAsync(default));
        _comparisons.Kept.ShouldBeEmpty();
    }

    private async Task AddAsync(params string[] months)
    {
        foreach (var month in months)
            await _store.SaveAsync(new MonthRecord { Month = ServiceMonth.Parse(month), State = MonthState.Closed, Reason = "" }, default);
    }

    private DailyComparison Comparison(Tenant? tenant = null) => new(_store, _comparisons, CompareAsync, tenant ?? Practice.Tenant, _time);

    private async Task<ReconcileReport> CompareAsync(ServiceMonth month, CancellationToken cancellation)
    {
        _compared.Add(month.ToString());
        if (_failure is not null)
            throw _failure;
        var report = new ReconcileReport { Month = month, Confirmed = 1, Open = 0, Findings = [], NotAsked = [] };
        await _comparisons.KeepComparisonAsync(MonthComparison.Of(report, _time.GetUtcNow()), cancellation);
        return report;
    }

    private sealed class MemoryComparisons : IComparisonStore
    {
        public Dictionary<ServiceMonth, MonthComparison> Kept { get; } = [];

        public Task<IReadOnlyList<MonthComparison>> ComparisonsAsync(CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<MonthComparison>>([.. Kept.Values.OrderByDescending(kept => kept.Month)]);

        public Task KeepComparisonAsync(MonthComparison comparison, CancellationToken cancellation)
        {
            Kept[comparison.Month] = comparison;
            return Task.CompletedTask;
        }
    }
}
