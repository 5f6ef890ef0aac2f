using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>A month that is closed, opened again for a reason and closed again: what has left is never sent a second time.</summary>
public sealed class ReopeningTests : AprilOfAPractice
{
    private readonly FakeEhr _ehr = new();

    [Fact]
    public async Task Closing_again_sends_nothing_that_has_left_and_lists_what_changed_as_a_correction()
    {
        await ClosedAndSentAsync();
        _reader.Add("Patient/p3 p3 4 y");
        Decide("p3", Outcome.Bill);
        Decide("p1", Outcome.Bill, addOns: 2);
        await ReopenAsync();
        (await WriteAsync(_ehr)).Sent.ShouldBe(0, "nothing leaves while it is open");

        _time.Advance(TimeSpan.FromHours(1));
        (await CloseAsync(ReleaseMode.Auto)).Result.ShouldBe(CloseResult.Closed);
        var release = await ReleaseAsync();
        release.Patients.Select(patient => (patient.Patient, patient.Status)).ShouldBe(
            [("Patient/p1", ReleaseStatus.NeedsCorrection), ("Patient/p3", ReleaseStatus.Planned)]);
        (await WriteAsync(_ehr)).Confirmed.ShouldBe(3, "only the late one");
        _ehr.Identifiers.ShouldBeUnique();
        _ledger.All.Where(entry => entry.Patient == "Patient/p1").ShouldAllBe(entry => entry.Revision == 1 && entry.State == LedgerState.Confirmed);

        var overview = await OverviewAsync();
        overview.Chain.Events.Select(said => said.Step).ShouldBe([MonthStep.Closed, MonthStep.Reopened, MonthStep.Closed]);
        (overview.Chain.Reopening!.By, overview.Chain.Reopening.Reason).ShouldBe(("biller", "Minutes came late."));
        (overview.Broken.Length, overview.Late.Length).ShouldBe((0, 0));
        overview.Month.IsReopened.ShouldBeFalse();
    }

    [Fact]
    public async Task A_close_that_forgot_what_had_left_would_be_stopped_by_the_ledger()
    {
        await ClosedAndSentAsync();
        await ReopenAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await CloseAsync(ReleaseMode.Auto);

        // The deliberate mistake: the bills of the month as if none had ever been planned.
        var entries = _ledger.All.Select(entry => entry with { State = LedgerState.Planned, Body = "anew"u8.ToArray(), BodyHash = "x" }).ToList();
        await Should.ThrowAsync<LedgerIntegrityException>(() => _ledger.PlanAsync(_ledger.TakeFence(), entries, default));
    }

    [Fact]
    public async Task What_comes_late_to_a_closed_month_is_listed_and_does_not_leave()
    {
        await ClosedAndSentAsync();
        _reader.Add("Patient/p3 p3 4 y");
        Decide("p3", Outcome.Bill);
        await Assessing().RunForEverybodyAsync(Practice.April, default);

        var refused = (await ReleaseAsync()).Patients.Single(patient => patient.Patient == "Patient/p3");
        (refused.Status, refused.Refusal).ShouldBe((ReleaseStatus.Refused, ReleaseRefusal.Locked));
        (await WriteAsync(_ehr)).Sent.ShouldBe(0);
        var late = (await OverviewAsync()).Late.ShouldHaveSingleItem();
        (late.Patient, late.Was!.Outcome, late.Now!.Lines).ShouldBe(("Patient/p3", Outcome.None, "99490×1 99439×1"));
    }

    [Fact]
    public async Task Who_was_held_when_the_month_closed_leaves_once_a_person_has_decided_and_is_sealed_too()
    {
        await ClosedAndSentAsync();
        Decide("p2", Outcome.Bill);
        await Assessing().RunForEverybodyAsync(Practice.April, default);

        (await ReleaseAsync()).Patients.Single(patient => patient.Patient == "Patient/p2").Status.ShouldBe(ReleaseStatus.Planned);
        (await WriteAsync(_ehr)).Confirmed.ShouldBe(3);
        var overview = await OverviewAsync();
        overview.Chain.Events.Select(said => said.Step).ShouldBe([MonthStep.Closed, MonthStep.Added]);
        overview.Chain.Events[^1].Entries.Length.ShouldBe(3);
        overview.Late.ShouldBeEmpty();
        overview.Chain.NotSealed(_ledger.All).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_not_left_is_held_until_the_month_is_closed_again()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        (await ReopenAsync()).Held.ShouldBe(3);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Held);
        (await ReleaseAsync()).Patients.Single().Refusal.ShouldBe(ReleaseRefusal.Reopened);
        (await WriteAsync(_ehr)).Sent.ShouldBe(0);

        _time.Advance(TimeSpan.FromHours(1));
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        (await WriteAsync(_ehr)).Confirmed.ShouldBe(3);
        _ledger.All.ShouldAllBe(entry => entry.Revision == 1, "nothing changed");
    }

    [Fact]
    public async Task What_was_in_doubt_when_the_month_was_reopened_is_asked_about_and_not_sent_again_before_the_close()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        _ehr.Faults.Enqueue(Fault.RequestLost);
        await WriteAsync(_ehr);
        _ledger.All.Count(entry => entry.State == LedgerState.InDoubt).ShouldBe(1);
        await ReopenAsync();
        _time.Advance(TimeSpan.FromHours(1));
        (await WriteAsync(_ehr)).ShouldBe(new WriteBackReport { Withheld = 1 });

        await CloseAsync(ReleaseMode.Approval);
        (await WriteAsync(_ehr)).Sent.ShouldBe(0, "a person has not released it again");
        await _store.RecordReleaseAsync(new ReleaseDecision(Practice.April, null, "biller", _time.GetUtcNow(), null), default);
        await ReleaseAsync(mode: ReleaseMode.Approval);
        (await WriteAsync(_ehr)).Confirmed.ShouldBe(3);
        _ehr.Identifiers.ShouldBeUnique();
    }

    [Fact]
    public async Task An_approval_from_before_the_reopening_does_not_count_for_the_next_close()
    {
        await CloseAsync(ReleaseMode.Approval);
        await _store.RecordReleaseAsync(new ReleaseDecision(Practice.April, null, "biller", _time.GetUtcNow(), null), default);
        await ReleaseAsync(mode: ReleaseMode.Approval);
        await WriteAsync(_ehr);
        await ReopenAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Decide("p2", Outcome.Bill);
        (await CloseAsync(ReleaseMode.Approval)).Result.ShouldBe(CloseResult.InReview);
        (await ReleaseAsync(mode: ReleaseMode.Approval)).Patients.Single(patient => patient.Patient == "Patient/p2").Refusal.ShouldBe(ReleaseRefusal.NotApproved);
    }

    [Fact]
    public async Task Reopening_is_safe_to_repeat_and_keeps_the_first_word()
    {
        await ClosedAndSentAsync();
        var first = await ReopenAsync("First.");
        var second = await ReopenAsync("Second.");
        (first.IsNew, second.IsNew, second.Reopened.Reason, second.Month).ShouldBe((true, false, "First.", first.Month));
        (await _store.ChainAsync(Practice.April, default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Only_a_closed_month_is_reopened()
    {
        (await Should.ThrowAsync<MonthReopeningException>(() => ReopenAsync())).Message.ShouldContain("never closed");
        await CloseAsync(ReleaseMode.Approval);
        (await Should.ThrowAsync<MonthReopeningException>(() => ReopenAsync())).Message.ShouldContain("in review");
        (await _store.ChainAsync(Practice.April, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_month_from_before_there_were_seals_is_sealed_before_it_is_reopened()
    {
        await ClosedAndSentAsync();
        var old = new MemoryStore();
        await old.SaveAsync((await _store.FindAsync(Practice.April, default)) with { Seal = null }, default);
        var sealing = new MonthSealing(old, old, _ledger, _time);
        var report = await new MonthReopening(old, _ledger, sealing, _time).RunAsync(Practice.April, _ledger.Lease(), "biller", "x", default);
        report.Month.State.ShouldBe(MonthState.Reopened);
        (await sealing.CheckAsync(Practice.April, default)).Chain.Events.Select(said => said.Step).ShouldBe([MonthStep.Closed, MonthStep.Reopened]);
    }

    [Fact]
    public async Task A_process_that_dies_while_it_reopens_leaves_a_month_that_can_be_reopened_or_goes_on()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var steps = 0;
        _ledger.Step = _ =>
        {
            if (++steps == 3)
                throw new CrashException("The process died here.");
        };
        await Should.ThrowAsync<CrashException>(() => ReopenAsync());
        _ledger.Step = null;
        (await _store.FindAsync(Practice.April, default)).State.ShouldBe(MonthState.Closed);

        await ReleaseAsync();
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Planned);
        (await ReopenAsync()).Held.ShouldBe(3);
    }

    [Theory]
    [InlineData("charge")]
    [InlineData("units")]
    [InlineData("body")]
    [InlineData("state")]
    [InlineData("patient")]
    public async Task What_somebody_changed_in_the_ledger_is_found_and_stops_the_month(string what)
    {
        await ClosedAndSentAsync();
        (await OverviewAsync()).Broken.ShouldBeEmpty();
        _ledger.Tamper(_ledger.All.First(entry => entry.Code == "99490").RevisionIdentifier, entry => what switch
        {
            "charge" => entry with { Charge = entry.Charge + 0.01m },
            "units" => entry with { Units = 2 },
            "body" => entry with { Body = "other"u8.ToArray() },
            "state" => entry with { State = LedgerState.Planned },
            _ => entry with { Patient = "Patient/p3" },
        });
        (await OverviewAsync()).Broken.ShouldHaveSingleItem().ShouldContain("99490");
        await Should.ThrowAsync<LedgerIntegrityException>(() => ReleaseAsync());
        await Should.ThrowAsync<LedgerIntegrityException>(() => ReopenAsync());
    }

    [Fact]
    public async Task An_assessment_that_somebody_changed_is_told_from_one_that_came_late()
    {
        await ClosedAndSentAsync();
        var stored = (await _store.FindAsync("Patient/p1", Practice.April, default))!;
        await _store.SaveAsync([stored with { Outcome = Outcome.None }], default);
        var overview = await OverviewAsync();
        overview.Broken.ShouldHaveSingleItem().ShouldContain("not what its record gives");
        overview.Late.ShouldBeEmpty();
    }

    private async Task ClosedAndSentAsync()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        (await WriteAsync(_ehr)).Confirmed.ShouldBe(3);
    }
}
