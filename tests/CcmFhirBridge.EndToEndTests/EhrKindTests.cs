using System.Text.Json;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>The bridge works with the EHR that is there.</summary>
public sealed class EhrKindTests
{
    [Fact]
    public async Task An_EHR_that_creates_by_update_gets_each_resource_by_PUT()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions());
        run.Ehr.ShouldHoldEveryBillOnce();
        run.Ehr.History.Records.ShouldAllBe(record => record.Method == "PUT");
    }

    [Fact]
    public async Task An_EHR_that_gives_ids_itself_gets_each_resource_by_a_conditional_PUT()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { UpdateCreate = false });
        run.Ehr.ShouldHoldEveryBillOnce();
        run.Ehr.History.Records.ShouldAllBe(record => record.Method == "PUT");
    }

    [Fact]
    public async Task A_tenant_that_says_so_gets_each_bill_by_one_transaction()
    {
        await using var run = await CloseAsync(
            new SimulatedEhrOptions { UpdateCreate = false }, exit: 0, ("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: transaction, chargeItem: transaction }"));
        run.Ehr.ShouldHoldEveryBillOnce();
        run.Ehr.History.Records.ShouldAllBe(record => record.Method == "POST");
    }

    [Fact]
    public async Task An_EHR_without_a_conditional_update_gets_each_resource_by_a_conditional_POST()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { UpdateCreate = false, ConditionalUpdate = false });
        run.Ehr.ShouldHoldEveryBillOnce();
        run.Ehr.History.Records.ShouldAllBe(record => record.Method == "POST");
    }

    [Fact]
    public async Task An_EHR_with_neither_gets_each_resource_by_a_plain_POST()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { UpdateCreate = false, ConditionalCreate = false, ConditionalUpdate = false });
        run.Ehr.ShouldHoldEveryBillOnce();
        run.Ehr.History.Records.ShouldAllBe(record => record.Method == "POST");
    }

    [Fact]
    public async Task An_EHR_without_ChargeItem_gets_the_Claims_and_the_report_says_what_it_does_not_take()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { HiddenTypes = ["ChargeItem"] });
        run.Ehr.Ours("Claim").Count.ShouldBe(run.Ehr.Bills);
        run.Ehr.History.Of("ChargeItem").ShouldBeEmpty();
        run.Report.GetProperty("notAccepted").GetInt32().ShouldBe(LinesOf(run.Ehr));
    }

    [Fact]
    public async Task An_EHR_whose_Claims_are_read_only_gets_the_ChargeItems()
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { ReadOnlyTypes = ["Claim"] }, exit: 3);
        run.Ehr.History.Of("Claim").ShouldBeEmpty();
        run.Ehr.Ours("ChargeItem").Count.ShouldBe(LinesOf(run.Ehr));
        run.Report.GetProperty("notAccepted").GetInt32().ShouldBe(run.Ehr.Bills);
    }

    [Fact]
    public async Task A_tenant_that_writes_nothing_back_plans_and_sends_nothing()
    {
        await using var run = await CloseAsync(
            new SimulatedEhrOptions(), exit: 3, ("writeBack: { claim: auto, chargeItem: auto }", "writeBack: { claim: off, chargeItem: off }"));
        run.Ehr.History.Records.ShouldBeEmpty();
        run.Report.GetProperty("notAccepted").GetInt32().ShouldBe(run.Ehr.Bills + LinesOf(run.Ehr));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Small_pages_lose_nothing(int page)
    {
        await using var run = await CloseAsync(new SimulatedEhrOptions { DefaultPageSize = page, LargestPage = page });
        run.Ehr.ShouldHoldEveryBillOnce();
    }

    private static int LinesOf(PracticeEhr ehr) => ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => truth.Lines.Count);

    private static async Task<ClosedRun> CloseAsync(SimulatedEhrOptions options, int exit = 0, params (string From, string To)[] changes)
    {
        var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: options);
        bridge.WriteTenant(ehr.Yaml(changes));
        var result = (await bridge.CloseAsync()).ShouldExit(exit);
        var written = ehr.History.Records.Count;
        (await bridge.CloseAsync()).ShouldExit(exit);
        ehr.History.Records.Count.ShouldBe(written, "a second close writes nothing");
        return new ClosedRun(bridge, ehr, result.Json[^1]);
    }

    private sealed record ClosedRun(Bridge Bridge, PracticeEhr Ehr, JsonElement Report) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Ehr.DisposeAsync();
            Bridge.Dispose();
        }
    }
}
