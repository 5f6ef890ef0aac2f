using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

public sealed class PagingQuirkTests
{
    [Fact]
    public async Task The_next_link_of_a_page_leads_to_the_same_page()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(5);
        ehr.Ehr.Quirks.Add(new NextLinkRepeats(first: 2));

        var second = await ehr.Get((await ehr.Get("/Patient?_count=2")).Link("next")!);
        var again = await ehr.Get(second.Link("next")!);

        again.Ids().ShouldBe(second.Ids());
        (await ehr.Get(again.Link("next")!)).Ids().ShouldBe(["p005"]);
    }

    [Fact]
    public async Task The_next_link_of_a_page_leads_to_the_first_one()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(5);
        var quirk = new PagesInCircles(first: 2);
        ehr.Ehr.Quirks.Add(quirk);

        var first = await ehr.Get("/Patient?_count=2");
        var third = await ehr.Get((await ehr.Get(first.Link("next")!)).Link("next")!);

        third.Ids().ShouldBe(first.Ids());
        quirk.Hits.ShouldBe(1);
    }

    [Fact]
    public async Task An_entry_is_missing_and_the_total_is_not_less()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(5);
        ehr.Ehr.Quirks.Add(new DroppedEntry());

        var first = await ehr.Get("/Patient?_count=3");
        var second = await ehr.Get(first.Link("next")!);

        first.Ids().Concat(second.Ids()).ShouldBe(["p001", "p003", "p004", "p005"]);
        first.Json.GetProperty("total").GetInt32().ShouldBe(5);
    }
}
