using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>A claim of the bridge's own that stands: neither withdrawn nor a void.</summary>
/// <param name="Source">The Claim.</param>
/// <param name="Identifier">Identifier that every revision of the claim shares.</param>
/// <param name="Start">First date of service; it lies in the service month.</param>
/// <param name="Practitioner">Who bills, as the claim says; null when it names nobody.</param>
public sealed record OwnClaim(SourceReference Source, string Identifier, Moment Start, PractitionerIdentity? Practitioner);
