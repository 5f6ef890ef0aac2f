using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Why a patient's month may not leave yet.</summary>
public enum ReleaseRefusal
{
    /// <summary>It may leave.</summary>
    None,

    /// <summary>The tenant has no first month: everything runs, nothing leaves.</summary>
    ShadowMode,

    /// <summary>The month lies before the tenant's first.</summary>
    BeforeFirstMonth,

    /// <summary>Its day of release has not come, and nobody recorded an early release of this patient with a reason.</summary>
    TooEarly,

    /// <summary>No complete read that began after the day of release.</summary>
    NoCompleteRead,

    /// <summary>A person must release it.</summary>
    NotApproved,

    /// <summary>A person reopened it: it has to be closed again first.</summary>
    Reopened,

    /// <summary>It was closed without a bill for the patient: what came since is late.</summary>
    Locked,
}

/// <summary>When a month may close, and who of it may leave. Pure.</summary>
public static class ReleaseGate
{
    private static readonly TimeOnly s_opensAt = new(6, 0);

    /// <summary>The instant from which the month may be closed and released: <c>closeOn</c> of the next month, 06:00 in the practice's zone.</summary>
    public static DateTimeOffset ClosesAt(Tenant tenant, ServiceMonth month) =>
        tenant.TimeZone.At(month.LastDay.AddDays(tenant.Billing.CloseOn), s_opensAt);

    /// <summary>Whether the month rests on a complete read that began late enough.</summary>
    public static bool IsReadCompletely(Tenant tenant, MonthRecord month) =>
        month.State != MonthState.Open && month.ReadStartedAt >= ClosesAt(tenant, month.Month);

    public static ReleaseRefusal Ask(
        Tenant tenant, MonthRecord month, IReadOnlyList<ReleaseDecision> releases, string patient, DateTimeOffset now)
    {
        if (tenant.Billing.FirstMonth is not { } first)
            return ReleaseRefusal.ShadowMode;
        if (month.Month < first)
            return ReleaseRefusal.BeforeFirstMonth;
        if (month.State == MonthState.Reopened)
            return ReleaseRefusal.Reopened;
        var closesAt = ClosesAt(tenant, month.Month);
        if (now < closesAt)
        {
            return releases.Any(release => release.Patient == patient && !string.IsNullOrWhiteSpace(release.Reason))
                ? ReleaseRefusal.None
                : ReleaseRefusal.TooEarly;
        }

        if (!IsReadCompletely(tenant, month))
            return ReleaseRefusal.NoCompleteRead;
        return tenant.Billing.Release == ReleaseMode.Auto || IsApproved(releases, month) || releases.Any(release => release.Patient == patient && IsOnWhatWasRead(release, month))
            ? ReleaseRefusal.None
            : ReleaseRefusal.NotApproved;
    }

    /// <summary>Whether a person released the whole month once it could be reviewed.</summary>
    public static bool IsApproved(IReadOnlyList<ReleaseDecision> releases, MonthRecord month) =>
        releases.Any(release => release.Patient is null && IsOnWhatWasRead(release, month));

    // A word given before the read says nothing about what the read found.
    private static bool IsOnWhatWasRead(ReleaseDecision release, MonthRecord month) => release.At >= month.ReadStartedAt;
}
