using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using Hl7.Fhir.Model;

namespace CcmFhirBridge.Claims.Bodies;

/// <summary>All that the Provenance of one revision of a Claim or a ChargeItem is made from.</summary>
/// <param name="Tenant">The practice.</param>
/// <param name="Body">The Claim or the ChargeItem.</param>
/// <param name="RevisionIdentifier">Its identifier in the ledger.</param>
/// <param name="EhrReference">Reference in the EHR, with its version where that is known; null while it has not arrived there.</param>
/// <param name="Recorded">When it was made.</param>
/// <param name="Sources">Resources that it rests on, with the versions that were read: those of its assessment.</param>
public sealed record ProvenanceRequest(
    Tenant Tenant, DomainResource Body, string RevisionIdentifier, string? EhrReference, DateTimeOffset Recorded, IReadOnlyCollection<SourceReference> Sources)
{
    /// <summary>Logical id, or null.</summary>
    public string? Id { get; init; }
}

/// <summary>
/// Where a bill comes from: made by the bridge on behalf of the practice, out of these versions of these resources of the EHR. What the body
/// cites is named whether or not its version is known; what the assessment rests on besides is named as well.
/// </summary>
public static class ProvenanceBuilder
{
    private const string Agents = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private const string DataOperation = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";

    /// <summary>The Provenance.</summary>
    /// <exception cref="ArgumentException">The body is neither a Claim nor a ChargeItem.</exception>
    public static Provenance Build(ProvenanceRequest request)
    {
        var ehr = request.Tenant.Ehr.BaseUrl.AbsoluteUri.TrimEnd('/');
        var built = new Provenance
        {
            Id = request.Id,
            Target = [TargetOf(request, ehr)],
            RecordedElement = new Instant(request.Tenant.TimeZone.ToLocal(request.Recorded)),
            Activity = FhirElements.Concept(DataOperation, Replaces(request.Body) ? "UPDATE" : "CREATE"),
            Agent =
            [
                new Provenance.AgentComponent
                {
                    Type = FhirElements.Concept(Agents, "assembler"),
                    Who = FhirElements.Logical("Device", Canonicals.DeviceIdentifier, "ccm-fhir-bridge", "CcmFhirBridge"),
                    OnBehalfOf = FhirElements.Practice(request.Tenant.Billing.Organization),
                },
            ],
        };
        var versions = request.Sources.GroupBy(source => source.Key, StringComparer.Ordinal)
            .ToDictionary(versions => versions.Key, versions => versions.Max(), StringComparer.Ordinal);
        var cited = Cited(request.Body).Where(key => !versions.ContainsKey(key)).Distinct(StringComparer.Ordinal).Select(key => (Key: key, Version: (string?)null));
        foreach (var (key, version) in versions.Values.Select(source => (source.Key, source.Version)).Concat(cited).OrderBy(source => source.Key, StringComparer.Ordinal))
        {
            built.Entity.Add(new Provenance.EntityComponent
            {
                Role = Provenance.ProvenanceEntityRole.Source,
                What = new ResourceReference($"{ehr}/{key}{(version is null ? "" : $"/_history/{version}")}"),
            });
        }

        return built;
    }

    private static ResourceReference TargetOf(ProvenanceRequest request, string ehr) => request.EhrReference is { } reference
        ? new ResourceReference($"{ehr}/{reference}") { Type = request.Body.TypeName }
        : FhirElements.Logical(
            request.Body.TypeName, request.Body is Claim ? Canonicals.ClaimRevisionIdentifier : Canonicals.ChargeRevisionIdentifier, request.RevisionIdentifier);

    private static bool Replaces(DomainResource body) => body is Claim { Related.Count: > 0 };

    // Literal references only: what is named by an identifier is no version of anything.
    private static IEnumerable<string> Cited(DomainResource body)
    {
        IEnumerable<ResourceReference?> references = body switch
        {
            Claim claim =>
            [
                claim.Patient, .. claim.SupportingInfo.Select(info => info.Value as ResourceReference),
                .. claim.Diagnosis.Select(diagnosis => diagnosis.Diagnosis as ResourceReference), .. claim.Insurance.Select(insurance => insurance.Coverage),
            ],
            ChargeItem charge => [charge.Subject, charge.Context, .. charge.Service, .. charge.SupportingInformation],
            _ => throw new ArgumentException($"A {body.TypeName} is no bill.", nameof(body)),
        };
        return references.Select(reference => reference?.Reference)
            .Where(reference => reference is not null && reference.Split('/') is [{ Length: > 0 }, { Length: > 0 }]).Select(reference => reference!);
    }
}
