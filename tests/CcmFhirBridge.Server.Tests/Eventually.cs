using System.Diagnostics;

namespace CcmFhirBridge.Server.Tests;

/// <summary>Waits on a condition, with a cap.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(60);

    public static Task ShouldHoldAsync(Func<bool> condition, string what) => ShouldHoldAsync(() => Task.FromResult(condition()), what);

    public static async Task ShouldHoldAsync(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(started).ShouldBeLessThan(Cap, $"waited for: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }
}
