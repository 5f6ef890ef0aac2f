using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>
/// Reads how long a session was from a QuestionnaireResponse that answers one of the tenant's questions. Any other response says nothing, and what is
/// odd about it is no gap of the patient's.
/// </summary>
internal static class AnswerProjection
{
    /// <summary>Said of an answer: it is a length.</summary>
    public const byte IsLength = 0x01;

    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(Key.Status, Key.Subject, Key.Encounter, Key.Item);
    private static readonly Keys QuestionnaireProperties = Keys.Of(Key.Questionnaire);
    private static readonly Keys LinkProperties = Keys.Of(Key.LinkId);
    private static readonly Keys ItemProperties = Keys.Of(Key.Answer, Key.Item, Key.ModifierExtension);
    private static readonly Keys AnswerProperties = Keys.Of(Key.ValueString, Key.ValueInteger, Key.ValueDecimal, Key.ValueQuantity, Key.Item);

    private struct Draft
    {
        public Text Status;
        public Text Encounter;
        public Text Questionnaire;

        /// <summary>Answers to the tenant's questions; a question without an answer is one that cannot be read.</summary>
        public int Answers;

        public int? Seconds;
    }

    public static void Read(ref JsonCursor json, Projection into, AnswerTable table)
    {
        var draft = new Draft { Questionnaire = table.NamesQuestionnaires ? QuestionnaireAhead(json) : default };
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Status))
                draft.Status = json.KeptText();
            else if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Encounter))
                draft.Encounter = EncounterOf(ref json, into);
            else if (json.NameIs(Key.Item))
                ReadItems(ref json, into, table, ref draft);
        }

        var counts = draft.Answers > 0 && (into.Scratch.Is(draft.Status, "completed"u8) || into.Scratch.Is(draft.Status, "amended"u8));
        if (!counts)
            into.Scratch.Gaps.Clear();
        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (counts)
            Write(into, draft);
        into.WriteFacts(FactKind.QuestionnaireResponse);
    }

    private static void Write(Projection into, Draft draft)
    {
        if (draft.Encounter.IsEmpty)
        {
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.AnswerWithoutEncounter, "$.encounter"));
            return;
        }

        // A modifier that nobody knows may say that it was not so: the entry is then not counted, and not counted by its period either.
        var seconds = draft.Answers == 1 && !into.HasModifier ? draft.Seconds : null;
        into.Payload.Byte(seconds is null ? (byte)0 : IsLength);
        into.Payload.Reference(into.Scratch.Bytes(draft.Encounter));
        if (seconds is { } length)
            into.Payload.Count(length);
    }

    // What was answered may stand behind the answers.
    private static Text QuestionnaireAhead(JsonCursor json) => json.NextProperty(QuestionnaireProperties) && json.IsString ? json.KeptText() : default;

    private static Text EncounterOf(ref JsonCursor json, Projection into)
    {
        var reference = Elements.Reference(ref json, into.Settings, out _);
        var bytes = into.Scratch.Bytes(reference);
        return ReferenceText.IsOfType(bytes, "Encounter"u8) ? reference
            : ReferenceText.Urn(bytes) is { IsEmpty: false } id ? into.Scratch.Keep([.. "Encounter/"u8, .. id])
            : default;
    }

    private static void ReadItems(ref JsonCursor json, Projection into, AnswerTable table, ref Draft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (json.IsObject)
                ReadItem(ref json, into, table, ref draft);
            else
                json.SkipValue();
        }
    }

    private static void ReadItem(ref JsonCursor json, Projection into, AnswerTable table, ref Draft draft)
    {
        // Which question it is may stand behind its answer.
        var ahead = json;
        ahead.EnterObject();
        var form = ahead.NextProperty(LinkProperties) ? table.FormOf(ahead.Text(), into.Scratch.Bytes(draft.Questionnaire)) : null;
        var before = draft.Answers;
        json.EnterObject();
        while (json.NextProperty(ItemProperties))
        {
            if (json.NameIs(Key.Item))
                ReadItems(ref json, into, table, ref draft);
            else if (json.NameIs(Key.Answer))
                ReadAnswers(ref json, into, table, form, ref draft);
            else if (form is null)
                json.SkipValue();
            else
                into.ReadModifier(ref json);
        }

        if (form is not null && draft.Answers == before)
            Note(ref json, ref draft, null);
    }

    private static void ReadAnswers(ref JsonCursor json, Projection into, AnswerTable table, LengthForm? form, ref Draft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.IsObject)
            {
                json.SkipValue();
                continue;
            }

            int? seconds = null;
            var values = 0;
            json.EnterObject();
            while (json.NextProperty(AnswerProperties))
            {
                if (json.NameIs(Key.Item))
                {
                    ReadItems(ref json, into, table, ref draft);
                }
                else if (form is { } declared)
                {
                    seconds = ReadValue(ref json, into, declared);
                    values++;
                }
                else
                {
                    json.SkipValue();
                }
            }

            if (form is not null)
                Note(ref json, ref draft, values == 1 ? seconds : null);
        }
    }

    private static void Note(ref JsonCursor json, ref Draft draft, int? seconds)
    {
        draft.Answers++;
        draft.Seconds = seconds;
        if (seconds is null || draft.Answers > 1)
            json.Gap(GapCodes.AnswerUnreadable);
    }

    private static int? ReadValue(ref JsonCursor json, Projection into, LengthForm form)
    {
        if (json.NameIs(Key.ValueString) && json.IsString)
            return AnswerLength.OfText(json.Text(), form);
        if (json.NameIs(Key.ValueInteger) || json.NameIs(Key.ValueDecimal))
            return json.Number() is { } number ? AnswerLength.OfNumber(number, form) : null;
        if (json.NameIs(Key.ValueQuantity) && json.IsObject && form == LengthForm.Quantity)
            return ReadQuantity(ref json, into);
        json.SkipValue();
        return null;
    }

    private static int? ReadQuantity(ref JsonCursor json, Projection into) =>
        QuantityDraft.Read(ref json) is { Value: { } number, System: CodeSystem.Ucum } quantity ? AnswerLength.OfQuantity(number, into.Scratch.Bytes(quantity.Code)) : null;
}
