namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>Where tokens are given.</summary>
/// <param name="Token">The token endpoint.</param>
/// <param name="OldScopes">It knows only scopes of SMART version 1, <c>system/Patient.read</c>.</param>
/// <param name="OnlyBasic">It takes a shared secret in the header only.</param>
internal sealed record AuthorizationServer(Uri Token, bool OldScopes, bool OnlyBasic);
