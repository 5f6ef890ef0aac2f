using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>What becomes of a bill whose record changes after it was planned, before and after it has left.</summary>
public sealed class ChangedBillsTests : AprilOfAPractice
{
    [Fact]
    public async Task A_bill_that_changed_before_it_left_leaves_as_a_new_revision()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        Decide("p1", Outcome.Bill, addOns: 2);
        (await ReleaseAsync(dryRun: true)).Patients.Single().Revision.ShouldBe(2);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Planned);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);
        Revisions().ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Planned)]);
        var ehr = new FakeEhr();
        (await WriteAsync(ehr)).Confirmed.ShouldBe(3);
        ehr.Identifiers.ShouldBeUnique();
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.AlreadyPlanned);
    }

    [Fact]
    public async Task A_bill_whose_date_changed_before_it_left_never_leaves_with_the_old_one()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        Move("p1", days: 3);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);
        Revisions().ShouldBe([(1, LedgerState.Corrected), (2, LedgerState.Planned)]);
    }

    [Fact]
    public async Task A_crash_while_a_bill_is_replaced_leaves_one_claim_after_the_next_release()
    {
        for (var crashAt = 1; ; crashAt++)
        {
            var test = new ChangedBillsTests();
            if (!await test.ReplaceAsync(crashAt))
                break;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_bill_that_changed_after_it_left_waits_for_a_correction(bool linesToo)
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        await WriteAsync(new FakeEhr());
        if (linesToo)
            Decide("p1", Outcome.Bill, addOns: 2);
        else
            Move("p1", days: 3);
        var release = (await ReleaseAsync()).Patients.Single();
        release.Status.ShouldBe(ReleaseStatus.NeedsCorrection);
        release.Reasons.ShouldNotBeEmpty();
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed && entry.Revision == 1);
    }

    [Fact]
    public async Task A_bill_that_was_none_for_a_while_leaves_once_it_is_one_again()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        Decide("p1", Outcome.Hold);
        await ReleaseAsync();
        _time.Advance(TimeSpan.FromHours(1));
        Decide("p1", Outcome.Bill);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Planned);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Planned && entry.Revision == 1);
    }

    [Fact]
    public async Task Lines_held_for_a_while_follow_the_claim_that_left_before_them()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var ehr = new FakeEhr();
        foreach (var fault in new[] { Fault.None, Fault.NotSent, Fault.NotSent })
            ehr.Faults.Enqueue(fault);
        (await WriteAsync(ehr)).ShouldBe(new WriteBackReport { Sent = 1, Confirmed = 1, NotSent = 2 });
        Decide("p1", Outcome.Hold);
        await ReleaseAsync();
        (await WriteAsync(ehr)).Sent.ShouldBe(0);
        Decide("p1", Outcome.Bill);
        await ReleaseAsync();
        (await WriteAsync(ehr)).Confirmed.ShouldBe(2);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
    }

    [Fact]
    public async Task A_line_that_the_ehr_refused_does_not_stop_the_other_line_of_its_claim()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var ehr = new FakeEhr();
        foreach (var fault in new[] { Fault.None, Fault.Rejected, Fault.NotSent })
            ehr.Faults.Enqueue(fault);
        await WriteAsync(ehr);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.Held);
        (await WriteAsync(ehr)).Confirmed.ShouldBe(1);
    }

    [Fact]
    public async Task A_chart_that_was_billed_still_holds_the_other_one_when_its_own_bill_is_gone()
    {
        Decide("p1", Outcome.Bill, coverage: "shared");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        await WriteAsync(new FakeEhr());
        Decide("p1", Outcome.None, coverage: "shared");
        Decide("p2", Outcome.Bill, coverage: "shared");
        await Assessing().RunForEverybodyAsync(Practice.April, default);
        var second = (await ReleaseAsync()).Patients.Single(patient => patient.Patient == "Patient/p2");
        second.Status.ShouldBe(ReleaseStatus.Held);
        second.Reasons.Single().ShouldStartWith("release.duplicate-chart");
    }

    [Theory]
    [InlineData(Outcome.Hold)]
    [InlineData(Outcome.Block)]
    [InlineData(Outcome.None)]
    public async Task A_bill_that_is_none_any_more_does_not_leave(Outcome outcome)
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        Decide("p1", outcome);
        (await ReleaseAsync()).Patients.Single().Status.ShouldBe(ReleaseStatus.NotBillable);
        _ledger.All.ShouldAllBe(entry => entry.State == LedgerState.Held);
    }

    private async Task<bool> ReplaceAsync(int crashAt)
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        Decide("p1", Outcome.Bill, addOns: 2);
        var (steps, crashed) = (0, false);
        _ledger.Step = _ =>
        {
            if (++steps == crashAt)
                throw new CrashException("The process died here.");
        };
        try
        {
            await ReleaseAsync();
        }
        catch (CrashException)
        {
            crashed = true;
        }

        _ledger.Step = null;
        var ehr = new FakeEhr();
        await WriteAsync(ehr);
        await ReleaseAsync();
        await WriteAsync(ehr);
        ehr.Identifiers.ShouldBeUnique($"crash at step {crashAt}");
        ehr.Copies.Count.ShouldBe(3, $"crash at step {crashAt}");
        return crashed;
    }

    private (int, LedgerState)[] Revisions() =>
        [.. _ledger.All.Select(entry => (entry.Revision, entry.State)).Distinct().Order()];

    private void Move(string id, int days)
    {
        var before = _decides["Patient/" + id];
        _decides["Patient/" + id] = before with { Lines = [.. before.Lines.Select(line => line with { DateOfService = line.DateOfService.AddDays(days) })] };
    }
}
