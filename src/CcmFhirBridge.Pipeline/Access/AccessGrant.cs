namespace CcmFhirBridge.Pipeline.Access;

/// <summary>What a valid access token gives.</summary>
/// <param name="ClientId">Whose it is.</param>
/// <param name="ClientName">Its name, for people.</param>
/// <param name="Scopes">What was granted, separated by spaces.</param>
public sealed record AccessGrant(string ClientId, string ClientName, string Scopes);
