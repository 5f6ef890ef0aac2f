namespace CcmFhirBridge.Server.Health;

/// <summary>When work that should have been done counts as overdue: after three sync intervals, and at least a quarter of an hour.</summary>
internal static class DueWork
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(15);

    public static bool IsOverdue(TimeSpan every, TimeSpan lag)
    {
        var three = every * 3;
        return lag > (three > Least ? three : Least);
    }
}
