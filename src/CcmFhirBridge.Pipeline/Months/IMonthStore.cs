using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Where a service month stands.</summary>
public enum MonthState
{
    /// <summary>Time still accrues, or nobody has closed it.</summary>
    Open,

    /// <summary>Closed for time; waits for a complete read or for release.</summary>
    InReview,

    /// <summary>Released: what is billable has been planned and may be sent. What was decided is sealed, and what comes late is listed.</summary>
    Closed,

    /// <summary>A person opened it again, with a reason: nothing leaves until it is closed again.</summary>
    Reopened,
}

/// <summary>A service month of a tenant, with what its decisions were made by.</summary>
public sealed record MonthRecord
{
    /// <summary>The month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>Where it stands.</summary>
    public required MonthState State { get; init; }

    /// <summary>Why it stands there, for a person.</summary>
    public required string Reason { get; init; }

    /// <summary>Start of the complete read that it rests on; null before.</summary>
    public DateTimeOffset? ReadStartedAt { get; init; }

    /// <summary>When it was closed; null before.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>IANA zone that its days were told by.</summary>
    public string? Zone { get; init; }

    /// <summary>Hash of the tenant file.</summary>
    public string? TenantRevision { get; init; }

    /// <summary>Rule pack id and hash.</summary>
    public string? RulePack { get; init; }

    /// <summary>Engine version.</summary>
    public string? Engine { get; init; }

    /// <summary>Newest seal of the month's chain, lower-case hex; null while it was never sealed.</summary>
    public string? Seal { get; init; }

    /// <summary>Whether it was reopened and has not been closed again.</summary>
    public bool IsReopened => State == MonthState.Reopened || (State == MonthState.InReview && Seal is not null);
}

/// <summary>A person's recorded word that a month, or one patient of it, may leave.</summary>
/// <param name="Month">Service month.</param>
/// <param name="Patient"><c>Patient/id</c>; null for the whole month.</param>
/// <param name="By">Who released.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why, when the month had not ended.</param>
public sealed record ReleaseDecision(ServiceMonth Month, string? Patient, string By, DateTimeOffset At, string? Reason);

/// <summary>Months and the releases recorded for them.</summary>
public interface IMonthStore
{
    /// <summary>The month; an open one when nothing is stored.</summary>
    Task<MonthRecord> FindAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Keeps the month's state.</summary>
    Task SaveAsync(MonthRecord month, CancellationToken cancellation);

    /// <summary>
    /// Keeps the month's state if it still stands as it did; false when somebody changed it meanwhile, and then nothing is kept. Who stood
    /// still while another owner closed the month must not open it again.
    /// </summary>
    Task<bool> ReplaceAsync(MonthRecord before, MonthRecord after, CancellationToken cancellation);

    /// <summary>
    /// The same, and appends the link that the new state names as its seal and that follows the one before, both or none. The month is looked through for corrections anew from
    /// then on.
    /// </summary>
    Task<bool> AppendAsync(MonthRecord before, MonthRecord after, MonthLink link, CancellationToken cancellation);

    /// <summary>The month's chain of seals, oldest first; empty while it was never sealed.</summary>
    Task<IReadOnlyList<MonthLink>> ChainAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>All months that are stored, newest first.</summary>
    Task<IReadOnlyList<MonthRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>Keeps a release; it is never taken back, only followed by other records.</summary>
    Task RecordReleaseAsync(ReleaseDecision release, CancellationToken cancellation);

    /// <summary>Releases of a month in the order recorded.</summary>
    Task<IReadOnlyList<ReleaseDecision>> ReleasesAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Keeps a pack's content under its version, once.</summary>
    Task KeepRulePackAsync(string version, ReadOnlyMemory<byte> content, CancellationToken cancellation);

    /// <summary>The content that was kept under a pack's version, or null.</summary>
    Task<ReadOnlyMemory<byte>?> RulePackAsync(string version, CancellationToken cancellation);
}
