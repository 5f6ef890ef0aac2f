using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>A care plan while its resource is read, whichever type that is.</summary>
internal struct PlanDraft
{
    public Text Status;
    public Text Intent;
    public bool IsCcm;
    public Moment? Start;
    public Moment? End;
    public Moment? Created;

    /// <summary>A reference to a person, or nothing.</summary>
    public Text Author;

    public List<Text>? Addresses;

    public readonly void Write(Projection into)
    {
        var payload = into.Payload;
        var scratch = into.Scratch;
        payload.Byte((byte)(IsCcm ? 1 : 0));
        payload.Code(scratch.Bytes(Status));
        payload.Code(scratch.Bytes(Intent));
        payload.Moment(Start);
        payload.Moment(End);
        payload.Moment(Created);
        payload.Reference(scratch.Bytes(Author));
        payload.Moment(into.Extension(Canonicals.PlanSharedExtension)?.Moment);
        payload.Moment(into.Extension(Canonicals.PlanRevisedExtension)?.Moment);
        var attestation = into.Extension(Canonicals.AttestationExtension);
        payload.Byte((byte)(attestation is null ? 0 : 1));
        if (attestation is not null)
        {
            payload.Reference(scratch.Bytes(attestation.Part("attester")?.Reference ?? default));
            payload.Moment(attestation.Part("date")?.Moment);
            payload.Byte(Tri.Encode(attestation.Part("expectedDuration")?.Boolean));
            payload.Byte(Tri.Encode(attestation.Part("significantRisk")?.Boolean));
        }

        payload.Count(Addresses?.Count ?? 0);
        foreach (var condition in Addresses ?? [])
            payload.Reference(scratch.Bytes(condition));
    }
}
