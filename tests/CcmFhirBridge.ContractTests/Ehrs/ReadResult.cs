namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>What a walk over all pages gave.</summary>
internal sealed record ReadResult(IReadOnlyList<string> Resources, IReadOnlyList<string> Gaps, bool PossiblyIncomplete, int Pages);
