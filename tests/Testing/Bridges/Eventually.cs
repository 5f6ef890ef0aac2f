using System.Diagnostics;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>Waits on a condition, with a cap.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    public static async Task ShouldHoldAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Cap, $"waited for: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
