using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>Medical decision making recorded on an Encounter (extension ccm-mdm).</summary>
/// <param name="Source">The Encounter.</param>
/// <param name="Level"><c>straightforward</c>, <c>low</c>, <c>moderate</c>, <c>high</c>, or what was written.</param>
/// <param name="When">When the encounter took place; null when not dated.</param>
/// <param name="Performers">Who performed the encounter.</param>
public sealed record DecisionMaking(SourceReference Source, string Level, Moment? When, ImmutableArray<PractitionerIdentity> Performers);
