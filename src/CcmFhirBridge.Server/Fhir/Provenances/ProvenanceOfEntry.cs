using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace CcmFhirBridge.Server.Fhir.Provenances;

/// <summary>
/// The Provenance of a revision of a bill, under the id of what it is of. It rests on the body as it was planned and on nothing that changed since, so there is
/// one version of it for ever; the assessment of the month may be another one by now.
/// </summary>
internal static class ProvenanceOfEntry
{
    public static ServedResource Make(TenantCall call, ServedEntry entry)
    {
        var id = ServedForm.IdOf(entry.RevisionIdentifier);
        var reader = new Utf8JsonReader(entry.Body.Span);
        var body = (DomainResource)FhirJsonDeserializer.OSTRICH.DeserializeResource(ref reader);
        var built = ProvenanceBuilder.Build(new ProvenanceRequest(call.Tenant, body, entry.RevisionIdentifier, EhrReference: null, entry.CreatedAt, Sources: []) { Id = id });
        built.Target[0].Reference = $"{entry.ResourceType}/{id}";
        built.Meta = new Meta { VersionId = "1", LastUpdated = entry.CreatedAt.ToUniversalTime() };
        return new ServedResource("Provenance", id, 1, entry.CreatedAt, CanonicalJson.Write(built), entry.Subject);
    }
}
