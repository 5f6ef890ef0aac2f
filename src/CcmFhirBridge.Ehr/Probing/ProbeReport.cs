using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.Ehr.Probing;

/// <summary>What a probe found.</summary>
/// <param name="Measurement">To be kept: the bridge chooses by it.</param>
/// <param name="Findings">The same in words, and what could not be withdrawn.</param>
public sealed record ProbeReport(EhrMeasurement Measurement, IReadOnlyList<EhrFinding> Findings);
