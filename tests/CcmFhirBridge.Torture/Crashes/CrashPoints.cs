using System.Reflection;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>Every crash point that the product names, found by reflection, so that a new one is attacked without anybody adding it here.</summary>
internal static class CrashPoints
{
    /// <summary>In the order of their declaration, which is the order in which a run meets them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(CrashPoint).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name != nameof(CrashPoint.Listener)).OrderBy(field => field.MetadataToken)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    /// <summary>Only a process that finds something in flight comes there.</summary>
    public static bool NeedsCrashBefore(string point) => point.StartsWith("reconcile.", StringComparison.Ordinal);

    /// <summary>Only a person's word about a closed month leads there.</summary>
    public static bool NeedsClosedMonth(string point) => point.Split('.')[0] is "reopening" or "correction" or "takeback";

    /// <summary>A service comes there for certain only when it is told to stop: on a store that others share it keeps its lease until then.</summary>
    public static bool NeedsStop(string point) => point is CrashPoint.LeaseReleasing;

    /// <summary>Only a process whose clock runs fast comes there: a third of a lease must go by.</summary>
    public static bool NeedsService(string point) => point is CrashPoint.LeaseRenewing or CrashPoint.LeaseRenewed;
}
