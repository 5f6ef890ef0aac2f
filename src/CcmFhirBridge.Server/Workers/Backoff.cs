namespace CcmFhirBridge.Server.Workers;

/// <summary>How long a worker waits after failures in a row.</summary>
public static class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan Cap = TimeSpan.FromMinutes(15);

    /// <summary>Doubles from <see cref="First"/> up to <see cref="Cap"/>.</summary>
    public static TimeSpan After(int failuresInARow)
    {
        var wait = First;
        for (var failure = 1; failure < failuresInARow && wait < Cap; failure++)
            wait *= 2;
        return wait < Cap ? wait : Cap;
    }
}
