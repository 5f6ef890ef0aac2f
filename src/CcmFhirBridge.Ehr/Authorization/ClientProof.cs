using System.Net.Http.Headers;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>What goes into one token request to prove who asks.</summary>
/// <param name="Fields">Form fields.</param>
/// <param name="Header">Header, or null.</param>
internal sealed record ClientProof(IReadOnlyList<KeyValuePair<string, string>> Fields, AuthenticationHeaderValue? Header);
