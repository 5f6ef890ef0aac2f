using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Status;

/// <summary>One tenant as a person sees it, from inside the service or from beside it.</summary>
public sealed record TenantStatus
{
    public required Tenant Tenant { get; init; }

    /// <summary>When this was put together.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The newest figures of the store; null when they could not be read.</summary>
    public TenantFigures? Figures { get; init; }

    /// <summary>Why there are no figures, without anything of a patient.</summary>
    public string? Problem { get; init; }

    /// <summary>Where the worker stands; null when looked at from outside the service.</summary>
    public WorkerStatus? Worker { get; init; }

    /// <summary>Practice time without a new Encounter after which somebody should look; null: never.</summary>
    public TimeSpan? SilenceAfter { get; init; }

    /// <summary>A person's word that the tenant shall stand still; null while it works.</summary>
    public TenantPause? Pause { get; init; }

    public bool IsPaused => Pause is not null;

    /// <summary>When the EHR was last read through.</summary>
    public DateTimeOffset? LastSync => Worker?.LastSuccess ?? Figures?.LastSync;

    /// <summary>Time since then; null before the first.</summary>
    public TimeSpan? Lag => LastSync is { } last ? (Now > last ? Now - last : TimeSpan.Zero) : null;

    /// <summary>What needs a person, the most pressing first.</summary>
    public ImmutableArray<PersonTask> Tasks => [.. PersonTasks.Of(this).OrderByDescending(task => task.Urgency)];

    /// <summary>The most pressing of the tasks; null when there is none.</summary>
    public Urgency? Worst => Tasks is [var first, ..] ? first.Urgency : null;
}
