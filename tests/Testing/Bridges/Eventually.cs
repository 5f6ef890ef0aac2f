using System.Diagnostics;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>Waits on a condition, with a cap.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(120);

    public static Task ShouldHoldAsync(Func<bool> condition, string what) =>
        ShouldHoldAsync(() => Task.FromResult(condition()), () => what, TimeSpan.FromMilliseconds(5));

    public static Task ShouldHoldAsync(Func<Task<bool>> condition, Func<string> what) => ShouldHoldAsync(condition, what, TimeSpan.FromMilliseconds(50));

    private static async Task ShouldHoldAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan pause)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > Cap)
                Assert.Fail($"waited for: {what()}");
            await Task.Delay(pause, TimeProvider.System);
        }
    }
}
