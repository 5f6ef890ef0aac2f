namespace CcmFhirBridge.Server.Door;

/// <summary>Who was let in: a registered client of one tenant.</summary>
/// <param name="Tenant">Slug; the door has compared it with the one in the address.</param>
/// <param name="ClientId">The client's id.</param>
/// <param name="Name">The client's name, for people.</param>
/// <param name="Scopes">What it may do.</param>
public sealed record Caller(string Tenant, string ClientId, string Name, ScopeSet Scopes);
