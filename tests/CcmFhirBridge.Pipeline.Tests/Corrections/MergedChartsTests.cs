using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>The EHR merges chart p1 into p2 after something of them was billed: what is wrong then is corrected, and nothing else.</summary>
public sealed class MergedChartsTests : CorrectedApril
{
    [Fact]
    public async Task A_claim_under_the_id_that_was_given_up_says_what_the_other_chart_deserves_and_nothing_is_to_be_done()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.None);
        await MergeAsync(addOns: 1);

        (await ReleaseAsync()).Patients.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            release => release.Patient.ShouldBe("Patient/p2"), release => release.Status.ShouldBe(ReleaseStatus.AlreadyPlanned));
        (await LookAsync()).ShouldBeEmpty();
        (await WriteAsync()).Sent.ShouldBe(0);
        _ledger.All.ShouldAllBe(entry => entry.Patient == "Patient/p1" && entry.Revision == 1);
    }

    [Fact]
    public async Task Whoever_goes_on_as_another_chart_is_not_late()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.None);
        await MergeAsync(addOns: 1);
        var overview = await OverviewAsync();
        (overview.Late.Length, overview.Broken.Length).ShouldBe((0, 0));
        overview.Patients.Single(patient => patient.Patient == "Patient/p2").Ledger.Length.ShouldBe(3, "the claim is shown where the patient is now");

        await MergeAsync(addOns: 2);
        var late = (await OverviewAsync()).Late.ShouldHaveSingleItem();
        (late.Patient, late.Was?.Patient).ShouldBe(("Patient/p2", "Patient/p1"));
    }

    [Fact]
    public async Task Whom_the_close_held_under_the_id_that_was_given_up_is_not_locked_under_the_other()
    {
        await BilledAsync(first: Outcome.Hold, second: Outcome.None);
        await MergeAsync(addOns: 1);
        (await ReleaseAsync()).Patients.ShouldHaveSingleItem().Status.ShouldBe(ReleaseStatus.Planned);
    }

    [Fact]
    public async Task Minutes_of_both_charts_are_a_replacement_of_the_claim_that_stands()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.None);
        await MergeAsync(addOns: 2);
        var found = (await LookAsync()).ShouldHaveSingleItem();
        (found.Correction.Patient, found.Correction.Kind, found.Correction.IsReplaceable).ShouldBe(("Patient/p2", CorrectionKind.Underpaid, true));

        await ApproveAsync(found);
        await WriteAsync();
        LiveClaims.ShouldHaveSingleItem().ShouldContain("Patient/p2 7:");
        _ledger.All.Select(entry => entry.Slot).Distinct().Count().ShouldBe(1);
        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Done);
        (await ReleaseAsync()).Patients.ShouldHaveSingleItem().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        (await OverviewAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_claims_the_one_of_the_chart_that_was_given_up_is_voided_before_the_other_says_the_whole()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.Bill);
        await MergeAsync(addOns: 2);
        var found = await LookAsync();
        found.Select(status => (status.Correction.Patient, status.Correction.Kind, status.Correction.IsReplaceable)).ShouldBe(
            [("Patient/p1", CorrectionKind.Overpaid, true), ("Patient/p2", CorrectionKind.Underpaid, true)]);
        var (surplus, whole) = (found[0], found[1]);
        surplus.Correction.Supported.ShouldBeEmpty();
        surplus.Correction.Differences.ShouldHaveSingleItem().ShouldContain(whole.Correction.Identifier);

        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(whole))).Message.ShouldContain("bills the same member");
        await ApproveAsync(surplus);
        await WriteAsync();
        LiveClaims.Count(claim => !claim.Contains(" 8:", StringComparison.Ordinal)).ShouldBe(1);
        await ApproveAsync(whole);
        await WriteAsync();

        LiveClaims.Order().ShouldSatisfyAllConditions(
            claims => claims.Count().ShouldBe(2), claims => claims.ShouldContain(claim => claim.Contains("Patient/p1 8:", StringComparison.Ordinal)),
            claims => claims.ShouldContain(claim => claim.Contains("Patient/p2 7:", StringComparison.Ordinal)));
        (await LookAsync()).ShouldAllBe(status => status.Last.Step == CorrectionStep.Done);
        (await ReleaseAsync()).Patients.ShouldAllBe(release => release.Status == ReleaseStatus.AlreadyPlanned);
        (await OverviewAsync()).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_payer_takes_no_voids_the_surplus_claim_is_work_for_a_person()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.Bill);
        await MergeAsync(addOns: 1);
        var found = (await LookAsync(Practice.Tenant)).ShouldHaveSingleItem();
        (found.Correction.Patient, found.Correction.IsReplaceable).ShouldBe(("Patient/p1", false));
        found.Correction.ReturnBy.ShouldNotBeNull();
        (await Should.ThrowAsync<CorrectionException>(() => ApproveAsync(found, Practice.Tenant))).Message.ShouldContain("takes no replacement");
    }

    [Theory]
    [InlineData("p1")]
    [InlineData("p2")]
    public async Task What_was_planned_for_one_chart_and_never_left_makes_room_for_what_the_ehr_has_of_the_other(string sent)
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.Bill, only: sent);
        await MergeAsync(addOns: 1);

        (await ReleaseAsync()).Patients.ShouldHaveSingleItem().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
        _ledger.All.Where(entry => entry.Patient != "Patient/" + sent).ShouldAllBe(entry => entry.State == LedgerState.Corrected);
        (await WriteAsync()).Sent.ShouldBe(0);
        LiveClaims.Count.ShouldBe(1);
        (await LookAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merge_that_is_undone_leaves_each_chart_with_its_own_claim()
    {
        await BilledAsync(first: Outcome.Bill, second: Outcome.Bill);
        await MergeAsync(addOns: 1);
        (await LookAsync()).ShouldHaveSingleItem().IsOpen.ShouldBeTrue();
        await AliasAsync(PatientAliases.None);

        (await LookAsync()).ShouldHaveSingleItem().Last.Step.ShouldBe(CorrectionStep.Gone);
        (await ReleaseAsync()).Patients.Select(release => (release.Patient, release.Status)).ShouldBe(
            [("Patient/p1", ReleaseStatus.AlreadyPlanned), ("Patient/p2", ReleaseStatus.AlreadyPlanned)]);
    }

    // Both are of one member, which only the first chart's Coverage says until they are merged.
    private async Task BilledAsync(Outcome first, Outcome second, string? only = null)
    {
        _reader.Add("Coverage/of-p1 p1 1 commercial", "Coverage/of-p2 p2 1 commercial");
        Decide("p3", Outcome.None);
        Decide("p1", first, member: "m1");
        Decide("p2", second, member: null);
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        if (only is not null)
        {
            foreach (var entry in _ledger.All.Where(entry => entry.Patient != "Patient/" + only).ToList())
                await _ledger.MoveAsync(_ledger.TakeFence(), entry, LedgerState.Held, default);
        }

        await WriteAsync();
    }

    private void Decide(string id, Outcome outcome, string? member, int addOns = 1) =>
        _decides["Patient/" + id] = Practice.Assessment("Patient/" + id, Practice.April, outcome, addOns, member: member);

    private async Task MergeAsync(int addOns)
    {
        Decide("p2", Outcome.Bill, "m1", addOns);
        await AliasAsync(new PatientAliases(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("Patient/p1", "Patient/p2")));
    }

    private async Task AliasAsync(PatientAliases aliases)
    {
        await _store.MergePatientsAsync(new AliasedMapping(new LineMapping(), aliases), ["Patient/p1", "Patient/p2"], default);
        await Assessing().RunForEverybodyAsync(Practice.April, default);
    }
}
