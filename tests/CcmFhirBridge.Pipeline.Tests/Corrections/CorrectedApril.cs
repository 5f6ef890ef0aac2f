using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.Tests.Months;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Tests.Corrections;

/// <summary>An April that was billed and turns out otherwise, with a payer that takes replacements.</summary>
public abstract class CorrectedApril : AprilOfAPractice
{
    protected readonly MemoryCorrections _corrections = new();
    protected readonly FakeEhr _ehr = new();

    protected static Tenant Replaced { get; } = Practice.Tenant with { Payers = [new PayerSetting { Payer = "commercial", TakesReplacements = true }] };

    /// <summary>Claims that stand in the EHR, without the moment at which each was made.</summary>
    protected List<string> LiveClaims =>
        [.. _ehr.Copies.Where(copy => copy.Reference.StartsWith("Claim/", StringComparison.Ordinal) && !copy.Cancelled).Select(copy => string.Join(' ', System.Text.Encoding.UTF8.GetString(copy.Json.Span).Split(' ')[..^1]))];

    /// <summary>The month is closed and what the EHR takes of it is there; then it turns out otherwise.</summary>
    protected async Task ChangedAsync(int addOns = 1, Outcome outcome = Outcome.Bill)
    {
        _reader.Add("Coverage/of-p1 p1 1 commercial");
        await CloseAsync(ReleaseMode.Auto);
        await ReleaseAsync();
        (await WriteAsync()).Confirmed.ShouldBeGreaterThan(0);
        Decide("p1", outcome, addOns);
        await Assessing().RunForEverybodyAsync(Practice.April, default);
    }

    protected Task<WriteBackReport> WriteAsync(TimeSpan settle = default) =>
        new WriteBackRun(_ledger, _ehr, _bodies, Practice.Tenant, _time, settle, _store).InTurnAsync(_ledger.Lease());

    protected CorrectionRun Looking(Tenant? tenant = null) => new(_corrections, _store, _store, _ledger, Release(tenant ?? Replaced), tenant ?? Replaced, _time);

    protected Task<IReadOnlyList<CorrectionStatus>> LookAsync(Tenant? tenant = null) => Looking(tenant).RunAsync(default);

    protected Task<CorrectionStatus> ApproveAsync(CorrectionStatus status, Tenant? tenant = null) => new CorrectionApproval(
        new ReleaseStores(_store, _store, _store, _ledger), _corrections, new LineMapping(), Practice.MonthRules(_store), _bodies, _ehr, tenant ?? Replaced, _time, Engine)
        .RunAsync(status, new ApprovalWord("biller", "The payer takes it.", null), _ledger.Lease(), default);
}
