using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.WritingBack;

/// <summary>A month that somebody changed beside the bridge stops itself, and the run in the end; what is in doubt of another is asked for.</summary>
public sealed class BrokenMonthsTests : AprilOfAPractice
{
    private static readonly ServiceMonth s_may = ServiceMonth.Parse("2026-05");

    private readonly FakeEhr _ehr = new();

    [Fact]
    public async Task A_month_that_fails_its_seal_sends_nothing_and_keeps_no_other_from_being_asked_for_and_sent()
    {
        await PlannedBills.AddAsync(_ledger, 1, s_may);
        _ehr.Faults.Enqueue(Fault.AnswerLost);
        (await WriteAsync(_ehr)).Unknown.ShouldBe(1);
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        _ledger.Tamper(OfMonth(Practice.April).First().RevisionIdentifier, entry => entry with { Charge = entry.Charge + 0.01m });

        (await Should.ThrowAsync<LedgerIntegrityException>(() => RunAsync())).Message.ShouldContain("2026-04 is not as it was sealed");

        OfMonth(s_may).ShouldAllBe(entry => entry.State == LedgerState.Confirmed);
        OfMonth(Practice.April).ShouldAllBe(entry => entry.State == LedgerState.Planned);
        _ehr.Identifiers.Order(StringComparer.Ordinal).ShouldBe(OfMonth(s_may).Select(entry => entry.Identifier).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_EHR_that_does_not_answer_hides_nothing_of_it_and_whole_months_go_on()
    {
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        var tampered = OfMonth(Practice.April).First();
        _ledger.Tamper(tampered.RevisionIdentifier, entry => entry with { Charge = entry.Charge + 0.01m });
        await Should.ThrowAsync<LedgerIntegrityException>(() => RunAsync(answers: false));

        _ledger.Tamper(tampered.RevisionIdentifier, _ => tampered);
        (await RunAsync()).Confirmed.ShouldBe(3);
    }

    private IEnumerable<LedgerEntry> OfMonth(ServiceMonth month) => _ledger.All.Where(entry => entry.Slot.Month == month).ToList();

    // As every pass does.
    private Task<WriteBackReport> RunAsync(bool answers = true)
    {
        var lease = _ledger.Lease();
        var broken = new BrokenMonths(
            _ledger, (month, cancellation) => month == Practice.April ? Release(Practice.Tenant).RunAsync(month, lease, cancellation) : Task.CompletedTask);
        return broken.RunAsync(async ledger =>
        {
            if (answers)
                return await new WriteBackRun(ledger, _ehr, _bodies, Practice.Tenant, _time).InTurnAsync(lease, broken.JudgeAsync);
            await broken.JudgeAsync(Practice.April, default);
            throw new EhrException(EhrFailure.Unreachable, "nobody answers");
        });
    }
}
