using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>A Claim is in the EHR without one of its charges when its bill changes: the later revision says the whole.</summary>
public sealed class AbsentChargeTests : CorrectedApril
{
    [Theory]
    [InlineData(Fault.RequestLost)]
    [InlineData(Fault.NotSent)]
    public async Task It_is_replaced_and_only_what_is_there_is_taken_back(Fault fault)
    {
        await LoseOneChargeAsync(fault, addOns: 2);

        await ApproveAsync((await LookAsync()).ShouldHaveSingleItem());
        await WriteAsync();

        _ledger.TakenBack.Count.ShouldBe(2);
        _ledger.All.Select(entry => (entry.Revision, entry.State)).Distinct().Order().ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Confirmed)]);
        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 7:");
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(3);
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        (await OverviewAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_voided_where_nothing_remains()
    {
        await LoseOneChargeAsync(Fault.RequestLost, outcome: Outcome.Block);

        await ApproveAsync((await LookAsync()).ShouldHaveSingleItem());
        await WriteAsync();

        LiveClaims.ShouldHaveSingleItem().ShouldContain(" 8:");
        _ehr.Copies.Count(copy => !copy.Cancelled).ShouldBe(1);
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
    }

    [Theory]
    [InlineData(WriteVerb.UpdateAsCreate)]
    [InlineData(WriteVerb.PlainCreate)]
    public async Task A_charge_of_which_nobody_can_tell_is_waited_for(WriteVerb verb)
    {
        _ehr.Verb = verb;
        _reader.Add("Coverage/of-p1 p1 1 commercial");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        foreach (var fault in new[] { Fault.None, Fault.RequestLost })
            _ehr.Faults.Enqueue(fault);
        await WriteAsync();
        Decide("p1", Outcome.Bill, addOns: 2);
        await Assessing().RunForEverybodyAsync(Practice.April, default);
        await JudgeAndWriteAsync(_ehr, SettleTime.Of(Practice.Tenant.Ehr));

        var found = (await LookAsync()).ShouldHaveSingleItem();

        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found))).Message.ShouldContain("is not confirmed");
    }

    private async Task LoseOneChargeAsync(Fault fault, int addOns = 1, Outcome outcome = Outcome.Bill)
    {
        _reader.Add("Coverage/of-p1 p1 1 commercial");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        foreach (var each in new[] { Fault.None, fault })
            _ehr.Faults.Enqueue(each);
        await WriteAsync(SettleTime.Of(Practice.Tenant.Ehr));
        _time.Advance(TimeSpan.FromHours(1));
        Decide("p1", outcome, addOns);
        await Assessing().RunForEverybodyAsync(Practice.April, default);
        await JudgeAndWriteAsync(_ehr, SettleTime.Of(Practice.Tenant.Ehr));
        _ledger.All.Select(entry => (entry.ResourceType, entry.State)).Order().ShouldBe(
            [("ChargeItem", LedgerState.Held), ("ChargeItem", LedgerState.Confirmed), ("Claim", LedgerState.Confirmed)], ignoreOrder: true);
    }
}
