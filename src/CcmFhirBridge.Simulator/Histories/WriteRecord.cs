using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Histories;

/// <summary>One committed write of a client.</summary>
/// <param name="Sequence">Counts from 1 over the life of the history.</param>
/// <param name="Time">Server's time of the commit.</param>
/// <param name="Method">POST, PUT or DELETE.</param>
/// <param name="Type">FHIR type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version">Version that it made.</param>
/// <param name="Identifiers">Business identifiers of the body.</param>
/// <param name="Body">The stored body; null for a deletion.</param>
public sealed record WriteRecord(
    long Sequence, DateTimeOffset Time, string Method, string Type, string Id, int Version, IReadOnlyList<TokenValue> Identifiers, byte[]? Body);
