using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>Where others reach this service: from its configuration, never from what a request says.</summary>
/// <param name="Root">Scheme, host, port and perhaps a path, with no slash at its end.</param>
internal sealed record PublicAddress(string Root)
{
    public string FhirBase(Tenant tenant) => $"{Root}/{tenant.Slug}/fhir";

    public string TokenEndpoint(Tenant tenant) => $"{Root}/{tenant.Slug}/oauth/token";
}
