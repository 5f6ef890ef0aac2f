using System.Collections.Immutable;
using System.Net.Http.Headers;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>A token as the EHR gave it.</summary>
/// <param name="Header">The header that carries it.</param>
/// <param name="Life">How long it is good from when it was asked for.</param>
/// <param name="Granted">Scopes as granted; null when the EHR did not say.</param>
internal sealed record AccessToken(AuthenticationHeaderValue Header, TimeSpan Life, ImmutableArray<string>? Granted);
