using System.Text.Json;
using System.Text.Unicode;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads one resource after the other into the same <see cref="Projection"/>. Not for two threads at once.</summary>
internal sealed class Projector(ProjectionSettings settings)
{
    private static readonly Keys TypeProperty = Keys.Of(Key.ResourceType);

    private readonly EncounterProjection _encounters = new();
    private readonly ClaimProjection _claims = new();
    private readonly ChargeItemProjection _charges = new();
    private readonly ProcedureProjection _procedures = new();

    public Projection Result { get; } = new(settings);

    /// <summary>Reads a resource. Never throws for what the bytes say.</summary>
    public void Project(ReadOnlySpan<byte> json, ReadOnlySpan<byte> fullUrl = default)
    {
        Result.Reset();
        if (!fullUrl.IsEmpty)
            Result.FallbackId = Result.Scratch.Keep(ReferenceText.Urn(fullUrl));
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
            Result.Scratch.Gaps.Add(new GapDraft(GapCodes.ByteOrderMark, "$"));
        }

        if (!Utf8.IsValid(json))
        {
            Result.Drop(GapCodes.Utf8Invalid, "$");
            return;
        }

        try
        {
            Read(json);
        }
        catch (JsonException)
        {
            Result.Drop(GapCodes.JsonUnreadable, "$");
        }
    }

    private void Read(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json, Result.Scratch);
        if (!cursor.IsObject)
            throw new JsonException("Not an object.");
        cursor.EnterObject();
        var type = cursor.NextProperty(TypeProperty) && cursor.IsString ? cursor.KeptText() : default;
        if (type.IsEmpty)
        {
            Result.Drop(GapCodes.TypeMissing, "$.resourceType");
            return;
        }

        Result.Type = type;
        var gaps = Result.Scratch.Gaps.Count;
        if (cursor.HasPassedOver)
        {
            // Nearly always the type comes first; where it does not, the walk starts again once it is known.
            cursor = new JsonCursor(json, Result.Scratch);
            cursor.EnterObject();
        }

        if (Dispatch(ref cursor, Result.Scratch.Bytes(type)))
            return;
        Result.Disposition = Disposition.Ignored;
        Result.Scratch.Gaps.RemoveRange(gaps, Result.Scratch.Gaps.Count - gaps);
    }

    private bool Dispatch(ref JsonCursor json, ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("Encounter"u8))
            _encounters.Read(ref json, Result);
        else if (type.SequenceEqual("Condition"u8))
            ConditionProjection.Read(ref json, Result);
        else if (type.SequenceEqual("Claim"u8))
            _claims.Read(ref json, Result);
        else if (type.SequenceEqual("Procedure"u8))
            _procedures.Read(ref json, Result);
        else if (type.SequenceEqual("ChargeItem"u8))
            _charges.Read(ref json, Result);
        else if (type.SequenceEqual("CarePlan"u8))
            CarePlanProjection.Read(ref json, Result);
        else if (Result.Settings.PlansAreDocuments && type.SequenceEqual("DocumentReference"u8))
            DocumentProjection.Read(ref json, Result);
        else if (Result.Settings.Answers is { } answers && type.SequenceEqual("QuestionnaireResponse"u8))
            AnswerProjection.Read(ref json, Result, answers);
        else if (type.SequenceEqual("Patient"u8))
            PatientProjection.Read(ref json, Result);
        else if (type.SequenceEqual("Consent"u8))
            ConsentProjection.Read(ref json, Result);
        else if (type.SequenceEqual("Coverage"u8))
            CoverageProjection.Read(ref json, Result);
        else if (DirectoryKind(type) is { } kind)
            DirectoryProjection.Read(ref json, Result, kind);
        else
            return false;
        return true;
    }

    private static FactKind? DirectoryKind(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("Practitioner"u8) ? FactKind.Practitioner
        : type.SequenceEqual("PractitionerRole"u8) ? FactKind.PractitionerRole
        : type.SequenceEqual("Organization"u8) ? FactKind.Organization
        : type.SequenceEqual("Location"u8) ? FactKind.Location
        : null;
}
