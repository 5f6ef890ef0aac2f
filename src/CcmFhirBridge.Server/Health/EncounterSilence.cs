using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Health;

/// <summary>
/// How long a practice has written no Encounter. A source that fell silent looks exactly like a quiet month to everything else: reading
/// works, nothing fails, and money is lost.
/// </summary>
public static class EncounterSilence
{
    /// <summary>Practice time that is waited for by default: two working days and a half, so that a public holiday alarms nobody.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromHours(25);

    /// <summary>Practice time since the last new or changed Encounter; null where nothing can be told, because nothing was read yet.</summary>
    public static TimeSpan? Of(PracticeTimeZone zone, TenantFigures figures, WorkerStatus? worker, DateTimeOffset now)
    {
        var since = figures.LastEncounters ?? worker?.StartedAt;
        return since is { } known && figures.LastSync is not null ? PracticeHours.Between(zone, known, now) : null;
    }
}
