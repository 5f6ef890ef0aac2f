using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>
/// Reads a DocumentReference of which the practice says that it is the care plan, and never its content. Any other document says nothing, and what is
/// odd about it is no gap of the patient's.
/// </summary>
internal static class DocumentProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.Status, Key.DocStatus, Key.Type, Key.Category, Key.Date, Key.Author, Key.Context, Key.Extension);
    private static readonly Keys ContextProperties = Keys.Of(Key.Period, Key.ModifierExtension);

    private struct Draft
    {
        public bool IsPlan;
        public Text Status;
        public bool HasDocStatus;
        public Text DocStatus;
        public PeriodDraft Period;
        public Moment? Date;
        public List<Text>? Authors;
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
            else if (json.NameIs(Key.DocStatus))
                (draft.HasDocStatus, draft.DocStatus) = (true, json.KeptText());
            else if (json.NameIs(Key.Type) || json.NameIs(Key.Category))
                ReadKind(ref json, into, ref draft);
            else if (json.NameIs(Key.Date))
                draft.Date = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.Author))
                ReadAuthors(ref json, into, ref draft);
            else if (json.NameIs(Key.Context))
                ReadContext(ref json, into, ref draft);
            else if (json.NameIs(Key.Extension))
                into.ReadExtensions(ref json);
        }

        if (!draft.IsPlan)
            into.Scratch.Gaps.Clear();
        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (draft.IsPlan && !into.HasModifier)
            Write(into, draft);
        into.WriteFacts(FactKind.DocumentReference);
    }

    private static void Write(Projection into, Draft draft)
    {
        var scratch = into.Scratch;
        var stands = scratch.Is(draft.Status, "current"u8)
            && (!draft.HasDocStatus || scratch.Is(draft.DocStatus, "final"u8) || scratch.Is(draft.DocStatus, "amended"u8));
        new PlanDraft
        {
            IsCcm = true,
            Status = scratch.Keep(stands ? "active"u8 : "inactive"u8),
            Intent = scratch.Keep("plan"u8),
            Start = draft.Period.Start ?? draft.Date,
            End = draft.Period.End,
        }.Write(into);
        into.Payload.Count(draft.Authors?.Count ?? 0);
        foreach (var author in draft.Authors ?? [])
            into.Payload.Reference(scratch.Bytes(author));
    }

    // A type is one concept, categories are several.
    private static void ReadKind(ref JsonCursor json, Projection into, ref Draft draft)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        if (json.NameIs(Key.Type))
            Elements.Concept(ref json, codings);
        else
            Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
            draft.IsPlan |= codings[i].System == CodeSystem.CcmPlan && into.Scratch.Is(codings[i].Code, "ccm"u8);
    }

    private static void ReadAuthors(ref JsonCursor json, Projection into, ref Draft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            var author = Elements.Reference(ref json, into.Settings, out var unresolved);
            if (unresolved)
                json.Gap(GapCodes.ReferenceUnresolved);
            else if (People.IsPerson(into.Scratch.Bytes(author)))
                (draft.Authors ??= []).Add(author);
        }
    }

    private static void ReadContext(ref JsonCursor json, Projection into, ref Draft draft)
    {
        if (!json.EnterObject())
            return;
        while (json.NextProperty(ContextProperties))
        {
            if (json.NameIs(Key.Period))
                draft.Period = Elements.Period(ref json, into.Settings);
            else
                into.ReadModifier(ref json);
        }
    }
}
