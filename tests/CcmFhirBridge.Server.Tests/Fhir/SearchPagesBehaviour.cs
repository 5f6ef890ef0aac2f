using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Server.Tests.Fhir;

public abstract class SearchPagesBehaviour(ITestStores home) : SearchFixture(home)
{
    [Fact]
    public async Task A_row_that_did_not_change_is_seen_once_while_others_come_and_change()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var first = await Served.GetAsync("/Claim?_count=2");
        first.Matches.ConvertAll(Name).ShouldBe(["a", "b"]);
        await PlanAsync("e", "p5", "2026-04", "99490");
        await Lakeside.MoveAsync(this["a"], LedgerState.Sending);

        var rest = await Served.AllAsync(first.Link("next")!);

        rest.ConvertAll(Name).ShouldBe(["c", "d", "e", "a"], "what changed comes again, as it is now");
    }

    [Fact]
    public async Task Every_order_goes_both_ways_page_by_page()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        foreach (var (type, sorts) in new[] { ("Claim", "_id _lastUpdated created billable-period"), ("ChargeItem", "_id _lastUpdated occurrence") })
        {
            foreach (var sort in sorts.Split(' '))
            {
                var up = await Served.AllAsync($"/{type}?_sort={sort}&_count=2");
                up.ShouldBeUnique(sort);
                up.Count.ShouldBe(type == "Claim" ? 4 : 6, sort);
                (await Served.AllAsync($"/{type}?_sort=-{sort}&_count=1")).ShouldBe(Enumerable.Reverse(up), sort);
            }
        }
    }
}

public sealed class SqliteSearchPagesTests() : SearchPagesBehaviour(new SqliteStores());

public sealed class PostgresSearchPagesTests() : SearchPagesBehaviour(new PostgresStores());
