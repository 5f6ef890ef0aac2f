namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class PagingTests
{
    [Fact]
    public async Task Pages_cover_everything_once_although_others_write_meanwhile()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(25);

        var page = await ehr.Get("/Patient?_count=10");
        var seen = page.Ids().ToList();
        while (page.Link("next") is { } next)
        {
            await ehr.Put($"/Patient/a{seen.Count}", Bodies.Patient($"a{seen.Count}"));
            await ehr.Delete($"/Patient/p{seen.Count + 3:D3}");
            page = await ehr.Get(next);
            page.Status.ShouldBe(200);
            seen.AddRange(page.Ids());
        }

        seen.Count.ShouldBe(25);
        seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(25);
        seen.ShouldAllBe(id => id.StartsWith('p'));
    }

    [Fact]
    public async Task A_next_link_says_nothing_and_may_be_followed_twice()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(3);

        var next = (await ehr.Get("/Patient?_count=2&identifier=urn:mrn|")).Link("next")!;

        next.ShouldNotContain("identifier");
        next.ShouldNotContain("offset");
        (await ehr.Get(next)).Ids().ShouldBe(["p003"]);
        (await ehr.Get(next)).Ids().ShouldBe(["p003"]);
    }

    [Fact]
    public async Task The_server_caps_the_page_and_zero_counts_only()
    {
        await using var ehr = await RunningEhr.StartAsync(new() { DefaultPageSize = 2, LargestPage = 3 });
        ehr.SeedPatients(5);

        (await ehr.Get("/Patient")).Ids().Count.ShouldBe(2);
        (await ehr.Get("/Patient?_count=1000")).Ids().Count.ShouldBe(3);
        var counted = await ehr.Get("/Patient?_count=0");
        counted.Ids().ShouldBeEmpty();
        counted.Json.GetProperty("total").GetInt32().ShouldBe(5);
        counted.Link("next").ShouldBeNull();
    }

    [Fact]
    public async Task An_old_search_expires()
    {
        await using var ehr = await RunningEhr.StartAsync(new() { PromisedPages = 1 });
        ehr.SeedPatients(3);

        var old = (await ehr.Get("/Patient?_count=1")).Link("next")!;
        await ehr.Get("/Patient?_count=1");

        (await ehr.Get(old)).Status.ShouldBe(410);
    }
}
