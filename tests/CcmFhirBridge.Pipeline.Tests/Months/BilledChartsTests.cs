using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>Two charts of one person, each with its own Coverage: one member, one claim a month.</summary>
public sealed class BilledChartsTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryLedger _ledger = new();
    private readonly PlainBodies _bodies = new();
    private readonly FakeTimeProvider _time = new(Practice.CloseTime);
    private readonly Dictionary<string, Assessment> _decides = [];

    [Fact]
    public async Task Two_charts_of_one_member_are_both_held_and_the_others_leave()
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Bill, "m1");
        Decide("p3", Outcome.Bill, "m3");
        await CloseAsync();

        await ShouldReleaseAsync(ReleaseStatus.Held, ReleaseStatus.Held, ReleaseStatus.Planned);
        _ledger.All.Select(entry => entry.Patient).Distinct().ShouldBe(["Patient/p3"]);
        _ledger.All.Select(entry => (entry.Code, entry.MemberKey)).ShouldBe([(null, "m3"), ("99490", null), ("99439", null)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(Outcome.Bill, null)]
    [InlineData(Outcome.Bill, "m2")]
    [InlineData(Outcome.Hold, null)]
    [InlineData(Outcome.Block, "m1")]
    [InlineData(Outcome.None, "m1")]
    public async Task A_chart_that_is_no_second_bill_of_the_member_holds_nobody(Outcome outcome, string? member)
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", outcome, member);
        await CloseAsync();

        (await ReleaseAsync()).Patients[0].Status.ShouldBe(ReleaseStatus.Planned);
    }

    [Fact]
    public async Task When_one_chart_stops_being_billed_the_other_leaves()
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Bill, "m1");
        await CloseAsync();
        await ShouldReleaseAsync(ReleaseStatus.Held, ReleaseStatus.Held);

        Decide("p2", Outcome.Hold, "m1");
        await ShouldReleaseAsync(ReleaseStatus.Planned);
    }

    [Theory]
    [InlineData(Outcome.Bill, "m1", ReleaseStatus.AlreadyPlanned)]
    [InlineData(Outcome.None, "m1", ReleaseStatus.NeedsCorrection)]
    [InlineData(Outcome.None, null, ReleaseStatus.NeedsCorrection)]
    public async Task When_one_chart_was_billed_only_the_other_is_held(Outcome outcome, string? member, ReleaseStatus first)
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Hold, "m1");
        await CloseAsync();
        await ReleaseAsync();
        await WriteAsync();

        Decide("p1", outcome, member);
        Decide("p2", Outcome.Bill, "m1");
        await ShouldReleaseAsync(first, ReleaseStatus.Held);
        _ledger.All.Where(entry => entry.Patient == "Patient/p1").ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        _ledger.All.ShouldAllBe(entry => entry.Patient == "Patient/p1");
    }

    [Fact]
    public async Task What_was_planned_and_has_not_left_is_held_when_another_chart_comes()
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Hold, "m1");
        await CloseAsync();
        await ReleaseAsync();

        Decide("p2", Outcome.Bill, "m1");
        await ShouldReleaseAsync(ReleaseStatus.Held, ReleaseStatus.Held);
        _ledger.All.ShouldAllBe(entry => entry.Patient == "Patient/p1" && entry.State == LedgerState.Held);

        Decide("p1", Outcome.Hold, "m1");
        await ShouldReleaseAsync(ReleaseStatus.NotBillable, ReleaseStatus.Planned);
        Decide("p1", Outcome.Bill, "m1");
        await WriteAsync();
        await ShouldReleaseAsync(ReleaseStatus.Held, ReleaseStatus.AlreadyPlanned);
    }

    [Fact]
    public async Task A_number_that_was_wrong_is_put_right_before_the_claim_goes_on()
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Hold, "m1");
        await CloseAsync();
        await ReleaseAsync();
        Decide("p2", Outcome.Bill, "m1");
        await ShouldReleaseAsync(ReleaseStatus.Held, ReleaseStatus.Held);

        Decide("p1", Outcome.Bill, "m2");
        await ShouldReleaseAsync(ReleaseStatus.Planned, ReleaseStatus.Planned);
        ShouldStand(("Patient/p1", "m2"), ("Patient/p2", "m1"));
    }

    [Fact]
    public async Task A_planned_claim_with_a_number_that_was_wrong_makes_room_for_the_right_ones()
    {
        Decide("p1", Outcome.Bill, "m1");
        Decide("p2", Outcome.Hold, "m1");
        await CloseAsync();
        await ReleaseAsync();

        Decide("p1", Outcome.Bill, "m2");
        Decide("p2", Outcome.Bill, "m1");
        await ShouldReleaseAsync(ReleaseStatus.Planned, ReleaseStatus.Held);
        await ShouldReleaseAsync(ReleaseStatus.AlreadyPlanned, ReleaseStatus.Planned);
        ShouldStand(("Patient/p1", "m2"), ("Patient/p2", "m1"));
    }

    [Fact]
    public async Task A_claim_that_was_planned_before_there_were_keys_gets_its_own_when_it_goes_on()
    {
        Decide("p1", Outcome.Bill, null);
        await CloseAsync();
        await ReleaseAsync();
        Decide("p1", Outcome.Bill, "m1");
        await ShouldReleaseAsync(ReleaseStatus.AlreadyPlanned);
        Decide("p1", Outcome.Hold, "m1");
        await ShouldReleaseAsync(ReleaseStatus.NotBillable);

        Decide("p1", Outcome.Bill, "m1");
        await ShouldReleaseAsync(ReleaseStatus.Planned);
        ShouldStand(("Patient/p1", "m1"));
        _ledger.All.ShouldAllBe(entry => entry.Revision == 1);
    }

    private void ShouldStand(params (string Patient, string? Member)[] claims) => _ledger.All
        .Where(entry => entry.Code is null && entry.State == LedgerState.Planned).Select(entry => (entry.Patient, entry.MemberKey)).ShouldBe(claims, ignoreOrder: true);

    private async Task ShouldReleaseAsync(params ReleaseStatus[] statuses)
    {
        await Assessing().RunForEverybodyAsync(Practice.April, default);
        var patients = (await ReleaseAsync()).Patients;
        patients.Select(patient => patient.Status).ShouldBe(statuses);
        patients.Where(patient => patient.Status == ReleaseStatus.Held)
            .ShouldAllBe(patient => patient.Reasons.Single().StartsWith("release.duplicate-chart: another chart of this member has a claim this month"));
    }

    private void Decide(string id, Outcome outcome, string? member) =>
        _decides["Patient/" + id] = Practice.Assessment("Patient/" + id, Practice.April, outcome, member: member);

    private Engine Engine => new("test") { Assess = (record, _, _, _, _) => _decides[record.Patient.Key] };

    private AssessmentRun Assessing() => new(_store, _store, new LineMapping(), Practice.MonthRules(_store), Practice.Tenant, Engine);

    private async Task CloseAsync()
    {
        var reader = new FakeReader();
        reader.Add([.. _decides.Keys.Select((patient, place) => $"{patient} {patient.Split('/')[1]} {place + 1} x")]);
        await new MonthClose(
            new SyncRun(reader, _store, new LineMapping(), Practice.Tenant, _time), Assessing(), _store,
            Practice.MonthRules(_store), Auto, _time, Engine).RunAsync(Practice.April, null, default);
    }

    private Task<ReleaseReport> ReleaseAsync() => new ReleaseRun(
        new ReleaseStores(_store, _store, _store, _ledger), new LineMapping(), Practice.MonthRules(_store), _bodies, Auto, _time, Engine)
        .RunAsync(Practice.April, _ledger.Lease(), default);

    private Task<WriteBackReport> WriteAsync() => new WriteBackRun(_ledger, new FakeEhr(), _bodies, Practice.Tenant, _time).InTurnAsync(_ledger.Lease());

    private static Tenant Auto => Practice.Tenant.With(billing => billing with { Release = ReleaseMode.Auto });
}
