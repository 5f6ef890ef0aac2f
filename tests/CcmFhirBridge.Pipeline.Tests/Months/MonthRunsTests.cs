using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>Close, release and overview of one practice's April; the outcome of each patient stands in a dictionary.</summary>
public sealed class MonthRunsTests : AprilOfAPractice
{
    public static TheoryData<int, ReleaseMode, bool, CloseResult, MonthState> Closes => new()
    {
        // minutes  mode                  complete  result                      the month is then
        { -1,       ReleaseMode.Auto,     true,     CloseResult.TooEarly,       MonthState.Open },
        { 0,        ReleaseMode.Auto,     true,     CloseResult.Closed,         MonthState.Closed },
        { 0,        ReleaseMode.Approval, true,     CloseResult.InReview,       MonthState.InReview },
        { 0,        ReleaseMode.Auto,     false,    CloseResult.Incomplete,     MonthState.InReview },
        { 0,        ReleaseMode.Approval, false,    CloseResult.Incomplete,     MonthState.InReview },
    };

    [Theory]
    [MemberData(nameof(Closes))]
    public async Task A_month_closes_on_its_day_from_a_complete_read(int minutes, ReleaseMode mode, bool complete, CloseResult result, MonthState state)
    {
        _time = new FakeTimeProvider(Practice.CloseTime.AddMinutes(minutes));
        if (!complete)
            _reader.Incomplete.Add("Patient");
        var report = await CloseAsync(mode);
        report.Result.ShouldBe(result);
        var month = await _store.FindAsync(Practice.April, default);
        (month.State, report.ClosesAt, _reader.Asked.Count > 0).ShouldBe((state, Practice.CloseTime, result != CloseResult.TooEarly));
        (month.ReadStartedAt is not null).ShouldBe(complete && result != CloseResult.TooEarly);
        if (result == CloseResult.Incomplete)
            month.Reason.ShouldContain("Patient");
    }

    [Fact]
    public async Task Once_everybody_is_assessed_that_is_remembered_with_how_far_the_changes_had_come()
    {
        await CloseAsync(ReleaseMode.Auto);
        _store.AssessedThrough[Practice.April].ShouldBe(await _store.PositionAsync(default));
    }

    [Fact]
    public async Task A_closed_month_keeps_what_it_was_decided_by_and_is_not_read_again()
    {
        await CloseAsync(ReleaseMode.Auto);
        var month = await _store.FindAsync(Practice.April, default);
        (month.Zone, month.TenantRevision, month.RulePack, month.Engine).ShouldBe(("America/New_York", "sha256:1", "us-test@1", "test"));
        _store.RulePacks["us-test@1"].ShouldBe("rules"u8.ToArray());
        _reader.Asked.Clear();
        (await CloseAsync(ReleaseMode.Auto)).Result.ShouldBe(CloseResult.AlreadyClosed);
        _reader.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_close_that_another_one_overtook_leaves_the_month_as_that_one_left_it()
    {
        var closed = (await _store.FindAsync(Practice.April, default)) with { State = MonthState.Closed, Reason = "Another owner closed it.", ReadStartedAt = Practice.CloseTime };
        _reader.Incomplete.Add("Patient");
        var report = await CloseAsync(ReleaseMode.Auto, new Overtaking(() => _store.SaveAsync(closed, default)));
        report.Result.ShouldBe(CloseResult.AlreadyClosed);
        (await _store.FindAsync(Practice.April, default)).ShouldBe(closed);
    }

    // The store in memory is done when it returns.
    private sealed class Overtaking(Func<Task> closes) : IProgress<TypeSync>
    {
        public void Report(TypeSync value) => closes().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_patient_with_an_impossible_record_never_stops_the_others()
    {
        _reader.Add("Consent/c1 p2 5 impossible");
        var report = await CloseAsync(ReleaseMode.Auto);
        report.Assessed!.Failed.ShouldBe([new FailedPatient("Patient/p2", nameof(InvalidOperationException))]);
        _store.AssessedThrough.ShouldBeEmpty("a patient who could not be assessed stays due");
        report.Assessed.Assessed.ShouldBe(2);
        (await _store.DueAsync(Practice.April, default)).ShouldBe(["Patient/p2"]);
    }

    [Fact]
    public async Task Only_what_is_billable_is_planned_and_only_once()
    {
        await CloseAsync(ReleaseMode.Auto);
        var report = await ReleaseAsync();
        report.Patients.Select(patient => (patient.Patient, patient.Status)).ShouldBe([("Patient/p1", ReleaseStatus.Planned)]);
        report.ChargePlanned.ShouldBe(220m);
        _ledger.All.Select(entry => (entry.Code, entry.Units, entry.Charge, entry.State)).ShouldBe(
            [(null, 2, 220m, LedgerState.Planned), ("99490", 1, 125m, LedgerState.Planned), ("99439", 1, 95m, LedgerState.Planned)]);
        _time.Advance(TimeSpan.FromDays(1));
        var changes = _ledger.Changes;
        (await ReleaseAsync()).Count(ReleaseStatus.AlreadyPlanned).ShouldBe(1);
        _ledger.Changes.ShouldBe(changes);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_writes_nothing()
    {
        await CloseAsync(ReleaseMode.Auto);
        var dry = await ReleaseAsync(dryRun: true);
        _ledger.Changes.ShouldBe(0);
        var real = await ReleaseAsync();
        string Text(ReleaseReport report) => string.Join('\n', report.Patients.Select(patient =>
            $"{patient.Patient} {patient.Status} {patient.Identifier} {patient.Revision} {patient.Charge}"));
        Text(dry).ShouldBe(Text(real));
    }

    [Fact]
    public async Task Who_is_on_hold_is_counted_as_judged_now()
    {
        await CloseAsync(ReleaseMode.Auto);
        (await ReleaseAsync()).OnHold.ShouldBe(1);
        Decide("p1", Outcome.Hold);
        (await ReleaseAsync(dryRun: true)).OnHold.ShouldBe(2);
    }

    [Fact]
    public async Task A_month_in_review_is_released_by_a_person_and_is_then_closed()
    {
        await CloseAsync(ReleaseMode.Approval);
        var refused = await ReleaseAsync(mode: ReleaseMode.Approval);
        refused.Patients.Single().Refusal.ShouldBe(ReleaseRefusal.NotApproved);
        await _store.RecordReleaseAsync(new ReleaseDecision(Practice.April, null, "biller", _time.GetUtcNow(), null), default);
        (await ReleaseAsync(mode: ReleaseMode.Approval)).Count(ReleaseStatus.Planned).ShouldBe(1);
        (await _store.FindAsync(Practice.April, default)).State.ShouldBe(MonthState.Closed);
    }

    [Fact]
    public async Task A_body_that_does_not_conform_is_kept_with_its_path_and_nothing_of_the_claim_leaves()
    {
        _bodies.Broken = "99439";
        await CloseAsync(ReleaseMode.Auto);
        var release = (await ReleaseAsync()).Patients.Single();
        (release.Status, release.Reasons.Single()).ShouldBe((ReleaseStatus.Quarantined, "ChargeItem.code: required"));
        _ledger.All.Select(entry => (entry.Code, entry.State)).ShouldBe(
            [(null, LedgerState.Held), ("99490", LedgerState.Held), ("99439", LedgerState.Quarantined)]);
        var ehr = new FakeEhr();
        await WriteAsync(ehr);
        ehr.Sends.ShouldBe(0);
        var changes = _ledger.Changes;
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Quarantined);
        _ledger.Changes.ShouldBe(changes);
        _bodies.Broken = null;
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);
        (await WriteAsync(ehr)).Confirmed.ShouldBe(3);
        ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task A_patient_whose_bodies_cannot_be_made_never_stops_the_others()
    {
        Decide("p2", Outcome.Bill);
        _bodies.Impossible = "Patient/p1";
        await CloseAsync(ReleaseMode.Auto);
        (await ReleaseAsync()).Patients.Select(patient => patient.Status).ShouldBe([ReleaseStatus.Failed, ReleaseStatus.Planned]);
    }

    [Fact]
    public async Task Two_patients_on_one_coverage_are_both_held()
    {
        Decide("p1", Outcome.Bill, coverage: "shared");
        Decide("p2", Outcome.Bill, coverage: "shared");
        await CloseAsync(ReleaseMode.Auto);
        (await ReleaseAsync()).Patients.ShouldAllBe(patient =>
            patient.Status == ReleaseStatus.Held && patient.Reasons.Single().StartsWith("release.duplicate-chart"));
        _ledger.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2027-04-14T12:00:00Z", ReleaseStatus.Planned)]
    [InlineData("2027-04-15T12:00:00Z", ReleaseStatus.Held)]
    public async Task After_twelve_months_a_bill_is_held_for_timely_filing(string now, ReleaseStatus status)
    {
        _time.SetUtcNow(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        await CloseAsync(ReleaseMode.Auto);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_plan_that_breaks_a_bound_is_refused_whatever_the_assessment_says()
    {
        Decide("p1", Outcome.Bill, addOns: 3);
        await CloseAsync(ReleaseMode.Auto);
        var release = (await ReleaseAsync()).Patients.Single();
        release.Status.ShouldBe(ReleaseStatus.OutOfBounds);
        release.Reasons.Single().ShouldContain("at most 2");
        _ledger.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_overview_adds_up()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var overview = await OverviewAsync();
        overview.ByOutcome.ShouldBe(new Dictionary<Outcome, int> { [Outcome.None] = 1, [Outcome.Hold] = 1, [Outcome.Bill] = 1 });
        overview.Codes.ShouldBe([new CodeTotal("99439", 1, 1, 95m, null), new CodeTotal("99490", 1, 1, 125m, 66.13m)]);
        overview.ByLedgerState[LedgerState.Planned].ShouldBe(3);
        (overview.Due, overview.Month.State).ShouldBe((0, MonthState.Closed));
    }

    [Fact]
    public async Task Time_that_a_person_logged_for_others_under_any_of_their_names_reaches_the_record()
    {
        _reader.Add(
            "PractitionerRole/r1 - 0 Practitioner/rn", "Encounter/e1 p1 1 x Practitioner/rn 0 20", "Encounter/e2 p2 1 x PractitionerRole/r1 10 30",
            "Encounter/e3 p3 1 x Practitioner/other 0 30");
        await CloseAsync(ReleaseMode.Auto);
        var reader = await PatientRecordReader.OpenAsync(_store, new LineMapping(), Practice.Tenant, default);
        (await reader.ReadAsync("Patient/p1", Practice.April, default)).Elsewhere.Select(each => each.Entry).ShouldBe(["Encounter/e2"]);
        (await Assessing().AssessAsync("Patient/p1", Practice.April, default))!.Outcome.ShouldBe(Outcome.Bill);
        (await Assessing().AssessAsync("Patient/nobody", Practice.April, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData("125.005")]
    [InlineData("100000000")]
    [InlineData("-125")]
    public async Task A_charge_that_no_claim_can_carry_is_told_and_never_stops_the_others(string charge)
    {
        var amount = decimal.Parse(charge, System.Globalization.CultureInfo.InvariantCulture);
        var before = _decides["Patient/p1"];
        _decides["Patient/p1"] = before with { Lines = [before.Lines[0] with { UnitCharge = amount, Charge = amount }] };
        Decide("p2", Outcome.Bill);
        await CloseAsync(ReleaseMode.Auto);
        (await ReleaseAsync()).Patients.Select(patient => patient.Status).ShouldBe([ReleaseStatus.OutOfBounds, ReleaseStatus.Planned]);
    }

    [Fact]
    public async Task A_tenant_file_that_changed_after_the_close_reassesses_everybody()
    {
        await CloseAsync(ReleaseMode.Auto);
        Decide("p2", Outcome.Bill);
        (await Assessing().RunAsync(Practice.April, default)).Assessed.ShouldBe(0);
        var changed = new AssessmentRun(_store, _store, new LineMapping(), Practice.MonthRules(_store), Practice.Tenant with { Revision = "sha256:2" }, Engine);
        (await changed.RunAsync(Practice.April, default)).Assessed.ShouldBe(3);
        (await changed.RunAsync(Practice.April, default)).Assessed.ShouldBe(0);
        (await ReleaseAsync()).Patients.Select(patient => patient.Patient).ShouldBe(["Patient/p1", "Patient/p2"]);
    }

    [Fact]
    public async Task Catching_up_assesses_who_is_due_where_the_month_was_assessed_by_what_holds_now()
    {
        await Assessing().CatchUpAsync([Practice.April], default);
        (await _store.ListAsync(Practice.April, default)).ShouldBeEmpty("nobody was ever assessed, and that is for the whole run");
        await CloseAsync(ReleaseMode.Auto);
        Decide("p2", Outcome.Bill);
        await _store.RecordDecisionsAsync([Decision("Patient/p2")], default);
        await Assessing().CatchUpAsync([Practice.April], default);
        (await _store.FindAsync("Patient/p2", Practice.April, default))!.Outcome.ShouldBe(Outcome.Bill);
        (await _store.DueAsync(Practice.April, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(MonthState.Closed, "us-test@0", "kept")]
    [InlineData(MonthState.Closed, "us-test@1", "in use")]
    [InlineData(MonthState.InReview, "us-test@0", "in use")]
    public async Task A_closed_month_keeps_the_rules_that_it_was_closed_with(MonthState state, string version, string expected)
    {
        await _store.KeepRulePackAsync("us-test@0", "old"u8.ToArray(), default);
        await _store.SaveAsync(new MonthRecord { Month = Practice.April, State = state, Reason = "", RulePack = version }, default);
        var read = new List<string>();
        var rules = new MonthRules(new ShippedRulePack(Practice.Rules, "rules"u8.ToArray()), _store, content =>
        {
            read.Add(Encoding.UTF8.GetString(content.Span));
            return Practice.Rules;
        });
        (await rules.InForceAsync(Practice.April, default)).ShouldNotBeNull();
        (await rules.InForceAsync(Practice.April, default)).ShouldNotBeNull();
        read.ShouldBe(expected == "kept" ? ["old"] : []);
    }

    [Fact]
    public async Task A_closed_month_whose_rules_are_lost_says_so()
    {
        await _store.SaveAsync(new MonthRecord { Month = Practice.April, State = MonthState.Closed, Reason = "", RulePack = "us-test@0" }, default);
        (await Should.ThrowAsync<StoreException>(() => Assessing().RunAsync(Practice.April, default))).Message.ShouldContain("us-test@0, which is no longer kept");
    }

    private static HumanDecision Decision(string patient) => new()
    {
        Patient = patient,
        Month = Practice.April,
        Kind = DecisionKind.Hold,
        By = "biller",
        At = Practice.CloseTime,
        Reason = "Looked at the chart.",
    };

    [Fact]
    public async Task A_decision_is_among_what_a_record_is_built_from()
    {
        await _store.RecordDecisionsAsync([Decision("Patient/p1")], default);
        var reader = await PatientRecordReader.OpenAsync(_store, new LineMapping(), Practice.Tenant, default);
        (await reader.ReadAsync("Patient/p1", Practice.April, default)).Build().Decisions.ShouldHaveSingleItem().Id.ShouldBe(Decision("Patient/p1").Id);
        (await reader.ReadAsync("Patient/p2", Practice.April, default)).Build().Decisions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_month_that_was_released_before_it_was_read_again_waits_for_another_word()
    {
        await CloseAsync(ReleaseMode.Approval);
        await _store.RecordReleaseAsync(new ReleaseDecision(Practice.April, null, "biller", _time.GetUtcNow(), null), default);
        _time.Advance(TimeSpan.FromHours(1));
        await CloseAsync(ReleaseMode.Approval);
        (await ReleaseAsync(mode: ReleaseMode.Approval)).Patients.Single().Refusal.ShouldBe(ReleaseRefusal.NotApproved);
        (await _store.FindAsync(Practice.April, default)).State.ShouldBe(MonthState.InReview);
    }
}
