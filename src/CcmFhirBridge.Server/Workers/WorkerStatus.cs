namespace CcmFhirBridge.Server.Workers;

/// <summary>Where a worker stands; an immutable picture that health and metrics read while the worker goes on.</summary>
public sealed record WorkerStatus
{
    public required string Tenant { get; init; }

    /// <summary>Time between two passes when all is well.</summary>
    public required TimeSpan Every { get; init; }

    /// <summary>When the worker was made or began to run; what has never succeeded ages from here.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the EHR had answered for everything that an earlier process left behind; null before.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    public DateTimeOffset? LastSuccess { get; init; }

    public WorkerFailure? LastFailure { get; init; }

    /// <summary>When the next pass begins; in the past while a pass is going on.</summary>
    public DateTimeOffset NextDue { get; init; }

    /// <summary>Passes that went through.</summary>
    public long Passes { get; init; }

    /// <summary>Passes that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Failures since the last success.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>How long nothing has succeeded; never negative, even when the clock was set back.</summary>
    public TimeSpan Lag(DateTimeOffset now)
    {
        var lag = now - (LastSuccess ?? StartedAt);
        return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
    }
}

/// <summary>The last failed pass.</summary>
/// <param name="Kind">What failed.</param>
/// <param name="At">When.</param>
public sealed record WorkerFailure(FailureKind Kind, DateTimeOffset At);
