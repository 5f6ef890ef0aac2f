using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

public sealed class ClosingTests
{
    [Fact]
    public async Task Closing_writes_each_bill_once_and_a_second_close_writes_nothing()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        bridge.WriteTenant(ehr.Yaml());

        var first = (await bridge.CloseAsync()).ShouldExit(3);
        ehr.ShouldHoldEveryBillOnce();
        var written = ehr.History.Records.Count;
        first.Json[0].GetProperty("close").GetString().ShouldBe("Closed");
        first.Json[^1].GetProperty("confirmed").GetInt32().ShouldBe(written);

        // Everything has left; the exit code is 3 because of those whose month waits for a person.
        first.Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();
        first.Json[^1].GetProperty("onHold").GetInt32().ShouldBe(ehr.Practice.Truth.Count(truth => truth.Outcome == "hold"));

        (await bridge.SyncAsync()).ShouldExit(0);
        var second = (await bridge.CloseAsync()).ShouldExit(3);
        second.Json[0].GetProperty("close").GetString().ShouldBe("AlreadyClosed");
        second.Json[^1].GetProperty("sent").GetInt32().ShouldBe(0);
        ehr.History.Records.Count.ShouldBe(written);
    }

    [Fact]
    public async Task What_lies_in_the_EHR_is_what_the_ledger_says_was_sent()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.CloseAsync()).ShouldExit(3);

        await using var session = await bridge.OpenAsync();
        var entries = await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None);
        var bodies = new ClaimBodies();
        entries.Count.ShouldBe(ehr.History.Records.Count);
        foreach (var entry in entries)
        {
            entry.State.ShouldBe(LedgerState.Confirmed, entry.RevisionIdentifier);
            var record = ehr.History.WithIdentifier(
                entry.Code is null ? Canonicals.ClaimRevisionIdentifier : Canonicals.ChargeRevisionIdentifier, entry.RevisionIdentifier).ShouldHaveSingleItem();
            bodies.Differences(entry.Body, record.Body).ShouldBeEmpty(entry.RevisionIdentifier);
            entry.EhrReference.ShouldBe($"{record.Type}/{record.Id}/_history/1");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Two_closes_at_the_same_time_write_each_bill_once(int seed)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, seed);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);

        await Task.WhenAll(bridge.CloseAsync(), bridge.CloseAsync());

        await Reruns.UntilSettledAsync(bridge);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData("ehr-claim", "active", "not-billable")]
    [InlineData("ehr-charge", "draft", "billable")]
    [InlineData("bridge-837", "draft", "not-billable")]
    [InlineData("billing-system", "draft", "not-billable")]
    public async Task Only_the_output_that_is_filed_says_so(string filedThrough, string claimStatus, string chargeStatus)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml(("filedThrough: ehr-claim", $"filedThrough: {filedThrough}")));

        (await bridge.CloseAsync()).ShouldExit(0);

        ehr.ShouldHoldEveryBillOnce();
        ehr.Ours("Claim").Select(claim => ehr.Read("Claim", claim.Id).GetProperty("status").GetString()).ShouldAllBe(status => status == claimStatus);
        var charges = ehr.Ours("ChargeItem").Select(charge => ehr.Read("ChargeItem", charge.Id)).ToList();
        charges.ShouldAllBe(charge => charge.GetProperty("status").GetString() == chargeStatus);
        charges.Count(charge => charge.TryGetProperty("note", out _)).ShouldBe(chargeStatus == "not-billable" ? charges.Count : 0);
    }
}
