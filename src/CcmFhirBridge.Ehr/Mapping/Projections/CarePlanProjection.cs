using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class CarePlanProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.Status, Key.Intent, Key.Category, Key.Period, Key.Created, Key.Author, Key.Addresses, Key.Extension);

    private struct Draft
    {
        public Text Status;
        public Text Intent;
        public bool IsCcm;
        public bool IsAssessPlan;
        public PeriodDraft Period;
        public Moment? Created;
        public Text Author;
        public bool AuthorUnresolved;
        public List<Text>? Addresses;
    }

    public static void Read(ref JsonCursor json, Projection into)
    {
        var draft = new Draft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                draft.Status = json.KeptText();
            else if (json.NameIs(Key.Intent))
                draft.Intent = json.KeptText();
            else if (json.NameIs(Key.Category))
                ReadCategory(ref json, into, ref draft);
            else if (json.NameIs(Key.Period))
                draft.Period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Created))
                draft.Created = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.Author))
                draft.Author = Elements.Reference(ref json, into.Settings, out draft.AuthorUnresolved);
            else if (json.NameIs(Key.Addresses))
                ReadAddresses(ref json, into, ref draft);
            else if (json.NameIs(Key.Extension))
                into.ReadExtensions(ref json);
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if ((draft.IsCcm || draft.IsAssessPlan) && !into.HasModifier)
            Write(into, draft);
        into.WriteFacts(FactKind.CarePlan);
    }

    private static void Write(Projection into, Draft draft)
    {
        var payload = into.Payload;
        var scratch = into.Scratch;
        if (draft.AuthorUnresolved)
            scratch.Gaps.Add(new GapDraft(GapCodes.ReferenceUnresolved, "$.author"));
        payload.Byte((byte)(draft.IsCcm ? 1 : 0));
        payload.Code(scratch.Bytes(draft.Status));
        payload.Code(scratch.Bytes(draft.Intent));
        payload.Moment(draft.Period.Start);
        payload.Moment(draft.Period.End);
        payload.Moment(draft.Created);
        payload.Reference(People.IsPerson(scratch.Bytes(draft.Author)) ? scratch.Bytes(draft.Author) : default);
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

        payload.Count(draft.Addresses?.Count ?? 0);
        foreach (var condition in draft.Addresses ?? [])
            payload.Reference(scratch.Bytes(condition));
    }

    private static void ReadCategory(ref JsonCursor json, Projection into, ref Draft draft)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            draft.IsCcm |= codings[i].System == CodeSystem.CcmPlan && into.Scratch.Is(codings[i].Code, "ccm"u8);
            draft.IsAssessPlan |= codings[i].System is CodeSystem.CarePlanCategory or CodeSystem.Absent
                && into.Scratch.Is(codings[i].Code, "assess-plan"u8);
        }
    }

    private static void ReadAddresses(ref JsonCursor json, Projection into, ref Draft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            var reference = Elements.Reference(ref json, into.Settings, out _);
            var bytes = into.Scratch.Bytes(reference);
            if (ReferenceText.IsOfType(bytes, "Condition"u8))
                (draft.Addresses ??= []).Add(reference);
            else if (ReferenceText.Urn(bytes) is { IsEmpty: false } id)
                (draft.Addresses ??= []).Add(AsCondition(id, into.Scratch));
        }
    }

    private static Text AsCondition(ReadOnlySpan<byte> id, Scratch scratch) => scratch.Keep([.. "Condition/"u8, .. id]);
}
