namespace CcmFhirBridge.Server.Outbound;

/// <summary>Whose key set it is: what is kept for one client is never given to another, of this tenant or of another one.</summary>
/// <param name="Tenant">Slug.</param>
/// <param name="Client">Id of the client.</param>
/// <param name="Address">As it was registered.</param>
internal sealed record KeySetOwner(string Tenant, string Client, string Address);
