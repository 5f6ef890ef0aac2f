using System.Collections.Immutable;
using CcmFhirBridge.Domain.Metrics;

namespace CcmFhirBridge.Server.Fhir.Programmes;

/// <summary>A practice's service month as it stood at one state of the store.</summary>
/// <param name="Metrics">Its figures.</param>
/// <param name="Enrolled">Whom the figures count as enrolled, as <c>Patient/id</c>, by reference.</param>
/// <param name="Version">Another one for every state of the store and of the month.</param>
/// <param name="At">When it was worked out.</param>
internal sealed record ProgrammeMonth(ProgrammeMetrics Metrics, ImmutableArray<string> Enrolled, long Version, DateTimeOffset At);
