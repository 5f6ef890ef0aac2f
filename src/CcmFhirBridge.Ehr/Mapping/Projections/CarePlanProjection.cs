using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class CarePlanProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.Status, Key.Intent, Key.Category, Key.Period, Key.Created, Key.Author, Key.Addresses, Key.Extension);

    private struct Draft
    {
        public PlanDraft Plan;
        public bool IsAssessPlan;
        public Text Author;
        public bool AuthorUnresolved;
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
                draft.Plan.Status = json.KeptText();
            else if (json.NameIs(Key.Intent))
                draft.Plan.Intent = json.KeptText();
            else if (json.NameIs(Key.Category))
                ReadCategory(ref json, into, ref draft);
            else if (json.NameIs(Key.Period))
                ReadPeriod(ref json, into, ref draft);
            else if (json.NameIs(Key.Created))
                draft.Plan.Created = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.Author))
                draft.Author = Elements.Reference(ref json, into.Settings, out draft.AuthorUnresolved);
            else if (json.NameIs(Key.Addresses))
                ReadAddresses(ref json, into, ref draft);
            else if (json.NameIs(Key.Extension))
                into.ReadExtensions(ref json);
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if ((draft.Plan.IsCcm || draft.IsAssessPlan) && !into.HasModifier)
            Write(into, draft);
        into.WriteFacts(FactKind.CarePlan);
    }

    private static void Write(Projection into, Draft draft)
    {
        if (draft.AuthorUnresolved)
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.ReferenceUnresolved, "$.author"));
        var plan = draft.Plan;
        plan.Author = People.IsPerson(into.Scratch.Bytes(draft.Author)) ? draft.Author : default;
        plan.Write(into);
    }

    private static void ReadPeriod(ref JsonCursor json, Projection into, ref Draft draft)
    {
        var period = Elements.Period(ref json, into.Settings);
        (draft.Plan.Start, draft.Plan.End) = (period.Start, period.End);
    }

    private static void ReadCategory(ref JsonCursor json, Projection into, ref Draft draft)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            draft.Plan.IsCcm |= codings[i].System == CodeSystem.CcmPlan && into.Scratch.Is(codings[i].Code, "ccm"u8);
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
                (draft.Plan.Addresses ??= []).Add(reference);
            else if (ReferenceText.Urn(bytes) is { IsEmpty: false } id)
                (draft.Plan.Addresses ??= []).Add(AsCondition(id, into.Scratch));
        }
    }

    private static Text AsCondition(ReadOnlySpan<byte> id, Scratch scratch) => scratch.Keep([.. "Condition/"u8, .. id]);
}
