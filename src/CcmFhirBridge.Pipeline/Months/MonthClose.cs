using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.CrashPoints;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>How a close ended.</summary>
public enum CloseResult
{
    /// <summary>Refused: the month's day of release has not come.</summary>
    TooEarly,

    /// <summary>It was closed before; nothing was read.</summary>
    AlreadyClosed,

    /// <summary>The read may have missed something: the month stays in review.</summary>
    Incomplete,

    /// <summary>Read and assessed; a person must release it.</summary>
    InReview,

    /// <summary>Read and assessed; what is billable may leave.</summary>
    Closed,
}

/// <summary>What a close came to.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Month">The month as it stands now.</param>
/// <param name="ClosesAt">From when it may be closed.</param>
/// <param name="Sync">The read, or null when nothing was read.</param>
/// <param name="Assessed">The assessments, or null when none were made.</param>
public sealed record MonthCloseReport(
    CloseResult Result, MonthRecord Month, DateTimeOffset ClosesAt, SyncReport? Sync = null, AssessmentReport? Assessed = null);

/// <summary>Closes a month: a full re-read, then everybody is assessed from it, and what the decisions rest on is kept.</summary>
public sealed class MonthClose(
    SyncRun sync, AssessmentRun assess, IMonthStore months, MonthRules rules, Tenant tenant, TimeProvider time, Engine engine)
{
    public async Task<MonthCloseReport> RunAsync(ServiceMonth month, IProgress<TypeSync>? progress, CancellationToken cancellation)
    {
        var closesAt = ReleaseGate.ClosesAt(tenant, month);
        var before = await months.FindAsync(month, cancellation);
        if (before.State == MonthState.Closed)
            return new MonthCloseReport(CloseResult.AlreadyClosed, before, closesAt);
        if (time.GetUtcNow() < closesAt)
            return new MonthCloseReport(CloseResult.TooEarly, before, closesAt);

        var read = await sync.RunAsync(full: true, progress, cancellation);
        var assessed = await assess.RunForEverybodyAsync(month, cancellation);
        var (result, record) = Decide(before, read, assessed);
        CrashPoint.Reach(CrashPoint.MonthDecided);
        var isKept = await months.ReplaceAsync(before, record, cancellation);
        CrashPoint.Reach(CrashPoint.MonthSaved);
        if (!isKept)
            return await OvertakenAsync(month, closesAt, read, assessed, cancellation);
        return new MonthCloseReport(result, record, closesAt, read, assessed);
    }

    // Somebody else closed or reopened the month while this read went on: what was decided then stands.
    private async Task<MonthCloseReport> OvertakenAsync(
        ServiceMonth month, DateTimeOffset closesAt, SyncReport read, AssessmentReport assessed, CancellationToken cancellation)
    {
        var stands = await months.FindAsync(month, cancellation);
        var result = stands.State == MonthState.Closed ? CloseResult.AlreadyClosed
            : ReleaseGate.IsReadCompletely(tenant, stands) ? CloseResult.InReview : CloseResult.Incomplete;
        return new MonthCloseReport(result, stands, closesAt, read, assessed);
    }

    private (CloseResult Result, MonthRecord Month) Decide(MonthRecord before, SyncReport read, AssessmentReport assessed)
    {
        var record = new MonthRecord
        {
            Month = before.Month,
            State = MonthState.InReview,
            Reason = "Waits for a person to release it." + HeldBecause(read),
            ReadStartedAt = read.StartedAt,
            Zone = tenant.TimeZone.Id,
            TenantRevision = tenant.Revision,
            RulePack = rules.Version,
            Engine = engine.Version,
            Seal = before.Seal,
        };
        if (!read.IsComplete)
            return (CloseResult.Incomplete, record with { ReadStartedAt = null, Reason = IncompleteBecause(read) });
        if (tenant.Billing.Release == ReleaseMode.Approval)
            return (CloseResult.InReview, record);
        var reason = assessed.Failed.IsEmpty
            ? "Released by itself, as the tenant's release setting says."
            : $"Released by itself; {assessed.Failed.Length} patients could not be assessed and were left out.";
        return (CloseResult.Closed, record with { State = MonthState.Closed, ClosedAt = time.GetUtcNow(), Reason = reason + HeldBecause(read) });
    }

    private static string HeldBecause(SyncReport read) => read.Doubts.Select(doubt => doubt.Patient).Distinct(StringComparer.Ordinal).Count() switch
    {
        0 => "",
        1 => " 1 patient is held, because the EHR may not have shown everything of that record.",
        var held => $" {held} patients are held, because the EHR may not have shown everything of their records.",
    };

    private static string IncompleteBecause(SyncReport read)
    {
        var types = read.Types.Where(type => type.PossiblyIncomplete)
            .Select(type => type.Reason is null ? type.ResourceType : $"{type.ResourceType} ({type.Reason})").ToList();
        return types.Count == 0
            ? "The EHR offered none of the types that are needed."
            : $"The EHR may not have shown everything of {string.Join(", ", types)}. Close again once it answers completely.";
    }
}
