using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Server.Health;

namespace CcmFhirBridge.Server.Workers;

/// <summary>Where a worker stands; an immutable picture that health and metrics read while the worker goes on.</summary>
public sealed record WorkerStatus
{
    public required string Tenant { get; init; }

    /// <summary>Time between two passes when all is well.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>Hash of the tenant file whose settings are in force.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Whether the tenant was there when the service started: only those are waited for before it is ready.</summary>
    public bool FromStart { get; init; }

    /// <summary>When the tenant's first worker was made, or it was resumed; what has not succeeded since ages from here.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the EHR had answered for everything that an earlier process left behind; null before.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public WorkerFailure? LastFailure { get; init; }

    /// <summary>Set while the tenant is paused: it reads and writes nothing and is never overdue.</summary>
    public TenantPause? Pause { get; init; }

    /// <summary>Since when another process works for the tenant and this one stands by for it; null while it works itself.</summary>
    public DateTimeOffset? StandsBySince { get; init; }

    /// <summary>When the pass that is going on began; null between two passes.</summary>
    public DateTimeOffset? PassStartedAt { get; init; }

    /// <summary>When the next pass begins; in the past while a pass is going on.</summary>
    public DateTimeOffset NextDue { get; init; }

    /// <summary>Whether a person paused the tenant: nothing of it is due.</summary>
    public bool IsPaused => Pause is not null;

    /// <summary>Passes that went through.</summary>
    public long Passes { get; init; }

    /// <summary>Passes that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>The tenant file that the worker works by; null where only lengths of time matter.</summary>
    public Tenant? Settings { get; init; }

    /// <summary>What the store held after the last pass; null before it was read.</summary>
    public TenantFigures? Figures { get; init; }

    /// <summary>Practice time in which no Encounter was new or changed; null while that cannot be told.</summary>
    public TimeSpan? Silence(DateTimeOffset now) =>
        Settings is { } tenant && Figures is { } figures && !IsPaused ? EncounterSilence.Of(tenant.TimeZone, figures, this, now) : null;

    /// <summary>
    /// Whether the tenant looks idle but is broken: no pass has gone through for so long as <see cref="DueWork"/> says. Of what another process
    /// works for, that one tells.
    /// </summary>
    public bool IsOverdue(DateTimeOffset now) => !IsPaused && StandsBySince is null && DueWork.IsOverdue(Every, Lag(now));

    /// <summary>Whether the last pass failed, and not because of the EHR. Of what is paused or another process works for, nothing is told.</summary>
    public bool FailsOnOwnSide => !IsPaused && StandsBySince is null && FailuresInARow > 0 && LastFailure is { Kind.OfEhr: false };

    /// <summary>How long nothing has succeeded; never negative, even when the clock was set back.</summary>
    public TimeSpan Lag(DateTimeOffset now)
    {
        var lag = now - (LastSuccess > StartedAt ? LastSuccess.Value : StartedAt);
        return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
    }
}

/// <summary>The last failed pass.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="At">When.</param>
public sealed record WorkerFailure(FailureKind Kind, DateTimeOffset At);
