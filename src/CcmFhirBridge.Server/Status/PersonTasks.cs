using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Server.Health;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Status;

/// <summary>Decides what about a tenant needs a person, and what that person can do. Each task comes with a command or a setting.</summary>
internal static class PersonTasks
{
    // The closing of a month reads everything again; a large practice's EHR may need hours for that.
    private static readonly TimeSpan ClosingTakes = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeavingTakes = TimeSpan.FromDays(1);

    private static readonly TimeSpan ChangeIsNews = TimeSpan.FromDays(7);

    public static IEnumerable<PersonTask> Of(TenantStatus status)
    {
        if (status.Problem is { } problem)
            yield return new(Urgency.Wrong, "store-unreadable", problem, "Nothing else can be told about this tenant until then.");
        foreach (var task in (status.IsPaused ? OfPause(status) : OfReading(status)).Concat(status.Figures is { } figures ? OfFigures(status, figures) : []))
            yield return task;
        if (status.Tenant.Billing.FirstMonth is null)
            yield return new(Urgency.Notice, "shadow-mode", "Shadow mode: everything is computed and nothing is sent.", "Set billing.firstMonth in the tenant file when you are satisfied.");
    }

    private static IEnumerable<PersonTask> OfPause(TenantStatus status) => status.Pause is { IsByBridge: true }
        ? [new(Urgency.Wrong, "credentials-refused", $"The EHR refused the bridge's credentials twice in a row, the last time {Ago(status.Now - status.Pause.Since)}, and is left alone since: nothing is read, closed or sent.", $"Run 'ccm-bridge doctor --tenant {status.Tenant.Slug}', put right what it names, then 'ccm-bridge tenant resume {status.Tenant.Slug}'.")]
        : [new(Urgency.Waiting, "paused", $"Paused {Ago(status.Now - status.Pause!.Since)} by {status.Pause.By}: nothing is read, closed or sent.", $"Resume it with 'ccm-bridge tenant resume {status.Tenant.Slug}'.")];

    private static IEnumerable<PersonTask> OfReading(TenantStatus status)
    {
        if (status.Worker?.StandsBySince is not null)
            yield break;
        if (status.Worker is { FailuresInARow: > 0, LastFailure: { } failure } worker)
        {
            yield return new(
                Urgency.Wrong, "sync-failing",
                $"{Count(worker.FailuresInARow, "pass")} in a row failed ({failure.Kind.Code}), the last one {Ago(status.Now - failure.At)}.",
                failure.Kind.Advice);
        }
        else if (DueWork.IsOverdue(status.Tenant.Ehr.SyncEvery, status.Worker?.Lag(status.Now) ?? status.Lag ?? TimeSpan.Zero))
        {
            yield return status.Worker is null
                ? new(Urgency.Wrong, "sync-overdue", $"The EHR was last read {Ago(status.Lag!.Value)}.", "Is the service running? Start it with 'ccm-bridge run'.")
                : new(Urgency.Wrong, "sync-overdue", $"No pass has gone through for {Spans.Say(status.Worker.Lag(status.Now))}.", "A pass is still going on: the EHR is slow, or holds its answer back. Look at ehr.limits.");
        }

        if (status.LastSync is null && status.Worker is null && status.Problem is null)
            yield return new(Urgency.Waiting, "never-read", "The EHR was never read.", $"Run 'ccm-bridge sync --tenant {status.Tenant.Slug}', or start the service with 'ccm-bridge run'.");
    }

    private static IEnumerable<PersonTask> OfFigures(TenantStatus status, TenantFigures figures) =>
        OfRecords(status, figures).Concat(OfMonths(status, figures)).Concat(OfLedger(status, figures));

    private static IEnumerable<PersonTask> OfRecords(TenantStatus status, TenantFigures figures)
    {
        var slug = status.Tenant.Slug;
        if (!status.IsPaused && EncounterSilence.Of(status.Tenant.TimeZone, figures, status.Worker, status.Now) is { } silence && silence >= status.SilenceAfter)
        {
            yield return new(
                Urgency.Wrong, "encounters-silent", $"No new Encounter has come for {Spans.Say(silence)} of practice time, although reading works.",
                "Ask the practice whether it still writes its CCM time into the EHR, and check what the EHR lets the bridge see.");
        }

        if (figures.IncompleteTypes > 0)
            yield return new(Urgency.Wrong, "read-incomplete", $"The last read may have missed something of {Count(figures.IncompleteTypes, "resource type")}: no month can close on it.", $"Run 'ccm-bridge sync --tenant {slug} --full', which says why.");
        if (figures.DoubtedPatients > 0)
        {
            yield return new(
                Urgency.Waiting, "records-in-doubt", $"The EHR may not have shown everything of {Count(figures.DoubtedPatients, "patient")}: their months are held, and nobody else's.",
                $"Run 'ccm-bridge sync --tenant {slug}', which names them and what to do about each.");
        }

        if (!figures.UnreadTypes.IsEmpty)
        {
            yield return new(
                Urgency.Wrong, "types-unread",
                $"Nothing can be told of {string.Join(", ", figures.UnreadTypes)}, which the EHR does not let be read: {string.Join("; ", figures.UnreadTypes.Select(NeededTypes.CostOf).Distinct(StringComparer.Ordinal))}.",
                $"Run 'ccm-bridge doctor --tenant {slug}', which names the scopes that are missing, and have the EHR register them for the client; what is granted is read with the next sync.");
        }

        if (figures.EhrChanged is { } changed && status.Now - changed < ChangeIsNews)
            yield return new(Urgency.Waiting, "ehr-changed", $"The EHR says something else of itself since {changed.UtcDateTime:yyyy-MM-dd}: it was upgraded or set up anew.", $"Run 'ccm-bridge doctor --tenant {slug}', which says what changed and how each type is read now.");
        if (figures.FallenForms > 0)
            yield return new(Urgency.Waiting, "reads-fallen-back", $"{Count(figures.FallenForms, "resource type")} are read in a safer and slower form: the EHR refuses or ignores the better one.", $"Run 'ccm-bridge sync --tenant {slug}', which says why; name the form with ehr.sync.forms.");
        if (figures.Gaps > 0)
            yield return new(Urgency.Waiting, "resources-unreadable", $"{Count(figures.Gaps, "resource")} of the EHR cannot be read.", $"Run 'ccm-bridge sync --tenant {slug} --full', which names them and what is wrong with each, and have them corrected in the EHR.");
        if (figures.Assessed.GetValueOrDefault(Outcome.Hold) is > 0 and var held)
            yield return new(Urgency.Waiting, "patients-held", $"{Count(held, "patient")} of {figures.Month} wait for a decision or a missing record.", $"Run 'ccm-bridge plan --tenant {slug} --month {figures.Month}', which says why, and 'ccm-bridge explain' for one of them; 'ccm-bridge decide' records what a person decided.");
    }

    private static IEnumerable<PersonTask> OfMonths(TenantStatus status, TenantFigures figures)
    {
        var slug = status.Tenant.Slug;
        foreach (var month in figures.Months.Where(month => month.State == MonthState.InReview))
        {
            yield return ReleaseGate.IsReadCompletely(status.Tenant, month)
                ? new(Urgency.Waiting, "month-in-review", $"{month.Month} is read and assessed and waits to be released.", $"Look at it with 'ccm-bridge plan --tenant {slug} --month {month.Month}', then 'ccm-bridge release --tenant {slug} --month {month.Month}'.")
                : new(Urgency.Wrong, "month-incomplete", $"{month.Month} cannot close: it does not rest on a complete read.", $"Run 'ccm-bridge month close --tenant {slug} --month {month.Month}', which says what is missing.");
        }

        foreach (var month in figures.Months.Where(month => month.State == MonthState.Reopened))
            yield return new(Urgency.Waiting, "month-reopened", $"{month.Month} was reopened, and nothing of it leaves until it is closed again.", $"Run 'ccm-bridge month close --tenant {slug} --month {month.Month}' once everything is in the EHR.");

        var known = figures.Months.Where(month => month.State != MonthState.Open).Select(month => month.Month).ToHashSet();
        foreach (var month in ClosingCalendar.Due(status.Tenant, status.Now - ClosingTakes).Where(month => !known.Contains(month)))
            yield return new(Urgency.Wrong, "month-overdue", $"{month} should have been closed by now.", $"Run 'ccm-bridge month close --tenant {slug} --month {month}', which says what is in the way.");
    }

    private static IEnumerable<PersonTask> OfLedger(TenantStatus status, TenantFigures figures)
    {
        var show = $"Run 'ccm-bridge outbox list --tenant {status.Tenant.Slug}', which says why and what can be done about each.";
        if (figures.Outbox.InDoubt > 0)
            yield return new(Urgency.Waiting, "claims-in-doubt", $"Of {Count(figures.Outbox.InDoubt, "resource")} nobody can tell yet whether the EHR has them.", "The bridge asks the EHR by itself and sends none of them again before it knows. If it stays so, ask who runs the EHR.");
        if (figures.Corrections > 0)
        {
            yield return new(
                Urgency.Wrong, "claims-to-correct",
                $"{Count(figures.Corrections, "claim")} that left no longer say what the record says{(figures.ReturnBy is { } day ? $"; money is to be returned by {day:yyyy-MM-dd}" : "")}.",
                $"Run 'ccm-bridge corrections list --tenant {status.Tenant.Slug}', which says what to do about each.");
        }

        if (figures.Quarantined > 0)
            yield return new(Urgency.Wrong, "claims-quarantined", $"{Count(figures.Quarantined, "resource")} were set aside and are not sent.", show);
        foreach (var task in figures.Comparisons.SelectMany(comparison => OfComparison(status, comparison)))
            yield return task;
        if (figures.HalfWritten > 0)
            yield return new(Urgency.Wrong, "claims-half-written", $"Of {Count(figures.HalfWritten, "bill")} the EHR has the Claim and not every ChargeItem.", show);
        if (figures.Rejected > 0)
            yield return new(Urgency.Wrong, "claims-rejected", $"The EHR refused {Count(figures.Rejected, "resource")} for good.", show);
        if (figures.Held > 0)
            yield return new(Urgency.Waiting, "claims-held", $"{Count(figures.Held, "resource")} of the ledger wait for a decision.", show);
        if (figures.Outbox.OldestSince is { } oldest && status.Now - oldest > LeavingTakes)
            yield return new(Urgency.Wrong, "outbox-old", $"{Count(figures.Outbox.Depth, "resource")} wait to leave, the oldest for {Spans.Say(status.Now - oldest)}.", "Check that the EHR takes what billing.filedThrough names, and ehr.writeBack. " + show);
    }

    private static IEnumerable<PersonTask> OfComparison(TenantStatus status, MonthComparison comparison)
    {
        var compare = $"Run 'ccm-bridge reconcile --tenant {status.Tenant.Slug} --month {comparison.Month}'";
        if (comparison.Findings > 0)
        {
            yield return new(
                Urgency.Wrong, "claims-drifted",
                $"Of {comparison.Month} the EHR and the ledger disagree about {Count(comparison.Findings, "resource")}{(comparison.Duplicates > 0 ? $", {comparison.Duplicates} of which the EHR has more than once" : "")}.",
                $"{compare}, which names each; when it is settled, the same command says so.");
        }

        if (comparison.NotMade is { } why)
            yield return new(Urgency.Waiting, "claims-not-compared", $"{comparison.Month} could not be compared with the EHR {Ago(status.Now - comparison.At)}: {why}", $"{compare} once the EHR answers.");
    }

    private static string Ago(TimeSpan span) => Spans.Say(span) + " ago";

    private static string Count(int count, string noun) => (count, noun[^1]) switch
    {
        (1, _) => "1 " + noun,
        (_, 's') => $"{count} {noun}es",
        _ => $"{count} {noun}s",
    };
}
