using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Metrics;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Server.Desks;

namespace CcmFhirBridge.Server.Fhir.Programmes;

/// <summary>
/// Works out a month of a practice once for each state of its store: who asks again reads what is kept. Every patient is assessed anew for it from what is
/// stored, as the <c>metrics</c> command does, so that figures and roster are of one moment.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ProgrammeMonths(TimeProvider time)
{
    private const int States = 4;

    private readonly ConditionalWeakTable<ITenantDesk, Kept> _kept = [];

    private sealed class Kept
    {
        public Dictionary<ServiceMonth, (long Version, Task<ProgrammeMonth> Work)> Months { get; } = [];
    }

    /// <summary>Months of which anything is told: those of which an assessment is stored, oldest first.</summary>
    public static Task<IReadOnlyList<ServiceMonth>> MonthsAsync(TenantCall call) => call.Desk.Assessments.AssessedMonthsAsync(call.Cancellation);

    /// <summary>A month as it is now.</summary>
    public async Task<ProgrammeMonth> OfAsync(TenantCall call, ServiceMonth month)
    {
        // The position is read before anything else: what changes meanwhile makes another version of it.
        var position = await call.Desk.Assessments.PositionAsync(call.Cancellation);
        var version = checked((position * States) + (long)(await call.Desk.Months.FindAsync(month, call.Cancellation)).State + 1);
        while (true)
        {
            var (work, isOurs) = Begin(call, month, version);
            try
            {
                return await work.WaitAsync(call.Cancellation);
            }
            catch (OperationCanceledException) when (!isOurs && !call.Cancellation.IsCancellationRequested)
            {
                // Whoever had begun went away; it is ours to do now.
            }
        }
    }

    private (Task<ProgrammeMonth> Work, bool IsOurs) Begin(TenantCall call, ServiceMonth month, long version)
    {
        var kept = _kept.GetOrCreateValue(call.Desk);
        lock (kept)
        {
            if (kept.Months.TryGetValue(month, out var begun) && begun.Version == version && !begun.Work.IsFaulted && !begun.Work.IsCanceled)
                return (begun.Work, false);
            var work = WorkAsync(call, month, version);
            kept.Months[month] = (version, work);
            return (work, true);
        }
    }

    private async Task<ProgrammeMonth> WorkAsync(TenantCall call, ServiceMonth month, long version)
    {
        // Others wait for the lock, not for this.
        await Task.Yield();
        var tally = new ProgrammeTally(month, (await call.Desk.Rules().InForceAsync(month, call.Cancellation)).Extended);
        var enrolled = ImmutableArray.CreateBuilder<string>();
        await foreach (var (patient, assessment) in call.Desk.Assess().EverybodyAsync(month, call.Cancellation))
        {
            if (assessment is null)
                continue;
            tally.Add(assessment);
            if (ProgrammeTally.IsEnrolled(assessment))
                enrolled.Add(patient);
        }

        return new ProgrammeMonth(tally.ToMetrics(), enrolled.ToImmutable(), version, time.GetUtcNow());
    }
}
