using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

internal static class Reruns
{
    private const int Cap = 6;

    // Longer than any EHR of the tests may take to show what it took: only then "not there" is believed.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Closes again and again as a scheduler would, until a run has nothing left to do.</summary>
    public static async Task UntilSettledAsync(Bridge bridge)
    {
        for (var run = 1; ; run++)
        {
            bridge.Clock.Advance(Pause);
            var result = await bridge.CloseAsync();
            if (result.Exit is 0 or 3 && result.Json[^1].TryGetProperty("settled", out var settled) && settled.GetBoolean())
                return;
            run.ShouldBeLessThan(Cap, $"still exit code {result.Exit}:\n{result.Out}\n{result.Error}");
        }
    }
}
