using System.Text.Json;

namespace CcmFhirBridge.Torture.Children;

/// <summary>How a close in a process of its own ended.</summary>
/// <param name="Exit">Exit code; 137 when it was killed.</param>
/// <param name="Settled">Whether it said that every bill that was due to leave has left. A patient on hold makes the exit code 3 all the same.</param>
/// <param name="Complaint">The last that it said of what went wrong; empty where it settled.</param>
internal sealed record ChildClose(int Exit, bool Settled, string Complaint)
{
    public static ChildClose Of(ChildEnd end)
    {
        var last = end.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        var isSettled = end.Exit is 0 or 3 && last is not null && JsonElement.Parse(last).TryGetProperty("settled", out var settled) && settled.GetBoolean();
        return new ChildClose(end.Exit, isSettled, isSettled ? "" : end.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "");
    }

    public override string ToString() => $"exit code {Exit}, {(Settled ? "settled" : $"not settled: {Complaint}")}";
}
