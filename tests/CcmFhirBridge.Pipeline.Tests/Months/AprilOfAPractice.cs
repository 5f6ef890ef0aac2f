using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.Tests.Fakes;
using CcmFhirBridge.Pipeline.WritingBack;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Pipeline.Tests.Months;

/// <summary>One practice's April, to be closed, released and sent; the outcome of each patient stands in a dictionary.</summary>
public abstract class AprilOfAPractice
{
    protected readonly FakeReader _reader = new();
    protected readonly MemoryStore _store = new();
    protected readonly MemoryLedger _ledger = new();
    protected readonly PlainBodies _bodies = new();
    protected FakeTimeProvider _time = new(Practice.CloseTime);
    protected readonly Dictionary<string, Assessment> _decides = [];

    protected AprilOfAPractice()
    {
        _reader.Add("Patient/p1 p1 1 x", "Patient/p2 p2 2 x", "Patient/p3 p3 3 x");
        Decide("p1", Outcome.Bill);
        Decide("p2", Outcome.Hold);
        Decide("p3", Outcome.None);
    }

    protected Task<WriteBackReport> WriteAsync(FakeEhr ehr) => new WriteBackRun(_ledger, ehr, _bodies, Practice.Tenant, _time, months: _store).InTurnAsync(_ledger.Lease());

    /// <summary>Writes back as the service does: what waits, and what the EHR turned out not to have, is judged before it leaves.</summary>
    protected Task<WriteBackReport> JudgeAndWriteAsync(FakeEhr ehr, TimeSpan settle = default)
    {
        var lease = _ledger.Lease();
        return new WriteBackRun(_ledger, ehr, _bodies, Practice.Tenant, _time, settle, _store)
            .InTurnAsync(lease, (month, cancellation) => Release(Mode(ReleaseMode.Auto)).RunAsync(month, lease, cancellation));
    }

    protected void Decide(string id, Outcome outcome, int addOns = 1, string coverage = "") =>
        _decides["Patient/" + id] = Practice.Assessment("Patient/" + id, Practice.April, outcome, addOns, coverage);

    protected Engine Engine => new("test") { Assess = (record, _, _, _, _) => _decides[record.Patient.Key] };

    protected AssessmentRun Assessing() => new(_store, _store, new LineMapping(), Practice.MonthRules(_store), Practice.Tenant, Engine);

    protected Task<MonthCloseReport> CloseAsync(ReleaseMode mode, IProgress<TypeSync>? progress = null) => new MonthClose(
        new SyncRun(_reader, _store, new LineMapping(), Practice.Tenant, _time), Assessing(), _store,
        Practice.MonthRules(_store), Mode(mode), _time, Engine).RunAsync(Practice.April, progress, default);

    protected ReleaseRun Release(Tenant tenant) => new(
        new ReleaseStores(_store, _store, _store, _ledger), new LineMapping(), Practice.MonthRules(_store), _bodies, tenant, _time, Engine);

    protected Task<ReleaseReport> ReleaseAsync(bool dryRun = false, ReleaseMode mode = ReleaseMode.Auto) => Release(Mode(mode))
        .RunAsync(Practice.April, dryRun ? null : _ledger.Lease(), default);

    protected MonthSealing Sealing() => new(_store, _store, _ledger, _time);

    protected Task<MonthOverview> OverviewAsync() => MonthOverview.ReadAsync(_store, _store, _ledger, Sealing(), Assessing(), _store.Aliases, Practice.April, default);

    protected Task<ReopeningReport> ReopenAsync(string reason = "Minutes came late.") =>
        new MonthReopening(_store, _ledger, Sealing(), _time).RunAsync(Practice.April, _ledger.Lease(), "biller", reason, default);

    protected static Tenant Mode(ReleaseMode mode) => Practice.Tenant.With(billing => billing with { Release = mode });
}
