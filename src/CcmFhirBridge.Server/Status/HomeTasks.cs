using System.Collections.Immutable;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Server.Status;

/// <summary>What needs a person and belongs to no tenant that runs: the machine and the tenant files.</summary>
internal static class HomeTasks
{
    public static ImmutableArray<PersonTask> Of(TenantWorkerHost host) => [.. OfMachine(host), .. host.FileProblems.Select(Of)];

    private static IEnumerable<PersonTask> OfMachine(TenantWorkerHost host)
    {
        if (host.LookFailure is { } failure)
            yield return new(Urgency.Wrong, "tenants-unseen", $"The tenants folder cannot be looked at ({failure.Code}); every tenant goes on as it was.", failure.Advice);
        if (host.Clock.Behind() is var behind && behind > TimeSpan.Zero)
            yield return new(Urgency.Wrong, "clock-back", $"The clock of this machine was set back by {Spans.Say(behind)}.", "Put it right (NTP): months close by this clock.");
    }

    private static PersonTask Of(TenantFileProblem problem) => new(
        Urgency.Wrong, "tenant-file", $"{problem.File}:{problem.Line}: {problem.Message}",
        problem.RunsOn is { } slug ? $"{slug} goes on with its last good settings." : "Nothing runs for this file.");
}
