using System.Collections.Immutable;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>What was asked of the EHR and what it granted.</summary>
/// <param name="TokenEndpoint">Where the token came from.</param>
/// <param name="Asked">Scopes as asked; empty when none were.</param>
/// <param name="Granted">Scopes as granted; null when the EHR did not say, which means: as asked.</param>
/// <param name="Missing">What the bridge needs and did not get, such as <c>Claim: create, update</c>.</param>
public sealed record AccessReport(Uri TokenEndpoint, ImmutableArray<string> Asked, ImmutableArray<string>? Granted, ImmutableArray<string> Missing);
