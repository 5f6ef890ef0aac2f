using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

internal static class Reruns
{
    private const int Cap = 6;

    /// <summary>Closes again as a scheduler would, until a run has nothing left to do.</summary>
    public static async Task UntilSettledAsync(Bridge bridge)
    {
        for (var run = 1; ; run++)
        {
            var result = await bridge.CloseAsync();
            if (result.Exit == 0)
                return;
            run.ShouldBeLessThan(Cap, $"still exit code {result.Exit}:\n{result.Out}\n{result.Error}");
        }
    }
}
