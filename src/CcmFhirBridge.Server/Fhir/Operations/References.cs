using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.PatientRecords;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>Addresses in what is served: absolute, of the tenant's EHR, or of this service for what only it has.</summary>
internal static class References
{
    private const string Encounter = "Encounter/";

    /// <summary>The address of a reference as it is stored, such as <c>Encounter/e1/_history/2</c>.</summary>
    public static string Absolute(TenantCall call, string stored) => stored.StartsWith(Encounter + SourceReference.LoggedPrefix, StringComparison.Ordinal)
        ? $"{call.Base}/{stored}"
        : stored.Contains("://", StringComparison.Ordinal) || stored.StartsWith("urn:", StringComparison.Ordinal) ? stored
        : $"{call.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/')}/{stored}";

    /// <summary>A reference that a client gave, as it is in the EHR: its address is left out, any other is kept.</summary>
    public static string Relative(TenantCall call, string given)
    {
        var ehr = call.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/') + "/";
        return given.StartsWith(ehr, StringComparison.Ordinal) ? given[ehr.Length..] : given;
    }

    /// <summary>What a finding rests on; a decision of a person is no resource, and is named by its id.</summary>
    public static ResourceReference Evidence(TenantCall call, string stored) => stored.StartsWith("Decision/", StringComparison.Ordinal)
        ? new ResourceReference { Identifier = new Identifier(Canonicals.DecisionIdentifier, stored["Decision/".Length..]) }
        : new ResourceReference(Absolute(call, stored));
}
