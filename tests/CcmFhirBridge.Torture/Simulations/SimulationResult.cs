namespace CcmFhirBridge.Torture.Simulations;

/// <summary>What a history came to.</summary>
/// <param name="Operations">Requests, reads, changes and lease operations.</param>
/// <param name="Faults">What went wrong.</param>
/// <param name="Violations">What was duplicated, lost, invented, falsified or left undone.</param>
/// <param name="History">All that happened, the same bytes for the same seed.</param>
internal sealed record SimulationResult(int Operations, int Faults, IReadOnlyList<string> Violations, string History);
