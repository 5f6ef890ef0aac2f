using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads the properties of an Encounter into a draft.</summary>
internal static class EncounterReader
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Status, Key.Class, Key.Type, Key.Subject, Key.Participant, Key.Period, Key.Length, Key.ServiceProvider, Key.Extension, Key.Text, Key.ReasonCode);
    private static readonly Keys NarrativeProperties = Keys.Of(Key.Status, Key.Div);
    private static readonly Keys ReasonProperties = Keys.Of(Key.Text);
    private static readonly Keys ParticipantProperties = Keys.Of(Key.Individual, Key.Type, Key.Period, Key.ModifierExtension);

    public static void Read(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Status))
                draft.Status = json.KeptText();
            else if (json.NameIs(Key.Class))
                ReadClass(ref json, into, draft);
            else if (json.NameIs(Key.Type))
                ReadType(ref json, into, draft);
            else if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Participant))
                ReadParticipants(ref json, into, draft);
            else if (json.NameIs(Key.Period))
                draft.Period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Length))
                LengthReader.Read(ref json, into, draft);
            else if (json.NameIs(Key.ServiceProvider))
                draft.Organization = Elements.Reference(ref json, into.Settings, out _);
            else if (json.NameIs(Key.Extension))
                into.ReadExtensions(ref json);
            else if (json.NameIs(Key.Text))
                ReadNarrative(ref json, into, draft);
            else if (json.NameIs(Key.ReasonCode))
                ReadReasons(ref json, draft);
        }
    }

    // What a machine made of the other elements are nobody's words.
    private static void ReadNarrative(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        if (!json.EnterObject())
            return;
        var (words, isMade) = (default(Text), false);
        while (json.NextProperty(NarrativeProperties))
        {
            if (json.NameIs(Key.Div))
                words = Beginning(ref json);
            else if (json.NameIs(Key.Status))
                isMade = into.Scratch.Is(json.KeptText(), "generated"u8);
        }

        if (!isMade && !words.IsEmpty)
            draft.Words.Add(words);
    }

    private static void ReadReasons(ref JsonCursor json, EncounterDraft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            while (json.NextProperty(ReasonProperties))
            {
                if (json.NameIs(Key.Text) && Beginning(ref json) is { IsEmpty: false } words)
                    draft.Words.Add(words);
            }
        }
    }

    private static Text Beginning(ref JsonCursor json)
    {
        var text = json.Text();
        return json.Scratch.Keep(text[..Math.Min(text.Length, NoteWords.Enough)]);
    }

    private static void ReadClass(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.CodingOrConcepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].Mapped)
                Understand(codings[i], into, draft);
            else if (codings[i].System is CodeSystem.ActCode or CodeSystem.Absent && IsInpatient(into.Scratch.Bytes(codings[i].Code)))
                draft.Stay ??= StayKind.Inpatient;
        }
    }

    private static bool IsInpatient(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("IMP"u8) || code.SequenceEqual("ACUTE"u8) || code.SequenceEqual("NONAC"u8);

    private static void ReadType(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
            Understand(codings[i], into, draft);
    }

    // What the practice says of a code of its own it says of the Encounter, whether the EHR writes that code as a type or as the class.
    private static void Understand(Coding coding, Projection into, EncounterDraft draft)
    {
        var code = coding.Code;
        switch (coding.System)
        {
            // Of several activities the one that does not count is taken, for the same reason as with programmes.
            case CodeSystem.CcmActivity when draft.Activity.IsEmpty || StaffRules.GoesBefore(into.Scratch.String(code), into.Scratch.String(draft.Activity), into.Settings):
                draft.Activity = code;
                break;
            // Of several programmes the one that is not ours is taken: such an entry is not wholly ours.
            case CodeSystem.CcmProgram when draft.Program.IsEmpty || into.Scratch.Is(draft.Program, "ccm"u8):
                draft.Program = code;
                break;
            case CodeSystem.CcmStay when into.Scratch.Is(code, "snf-part-a"u8):
                draft.Stay = StayKind.SkilledNursingPartA;
                break;
            case CodeSystem.CcmStay when into.Scratch.Is(code, "hospice"u8):
                draft.Stay = StayKind.Hospice;
                break;
            case CodeSystem.ActCode when coding.Mapped && IsInpatient(into.Scratch.Bytes(code)):
                draft.Stay ??= StayKind.Inpatient;
                break;
            case CodeSystem.Procedure when !draft.Codes.Exists(known => into.Scratch.Bytes(known).SequenceEqual(into.Scratch.Bytes(code))):
                draft.Codes.Add(code);
                break;
        }
    }

    private static void ReadParticipants(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        if (!json.EnterArray())
            return;
        var index = 0;
        while (json.NextItem())
        {
            if (json.EnterObject())
                draft.Participants.Add(ReadParticipant(ref json, into, index));
            index++;
        }
    }

    private static ParticipantDraft ReadParticipant(ref JsonCursor json, Projection into, int index)
    {
        var participant = new ParticipantDraft { Index = index };
        while (json.NextProperty(ParticipantProperties))
        {
            if (json.NameIs(Key.Individual))
                participant.Who = Elements.Reference(ref json, into.Settings, out participant.Unresolved);
            else if (json.NameIs(Key.Type))
                ReadParticipation(ref json, into, ref participant);
            else if (json.NameIs(Key.Period))
                participant.Period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.ModifierExtension))
                into.ReadModifier(ref json);
        }

        participant.IsPerformer |= !participant.HasType;
        return participant;
    }

    private static void ReadParticipation(ref JsonCursor json, Projection into, ref ParticipantDraft participant)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            participant.HasType = true;
            if (codings[i].System is not (CodeSystem.ParticipationType or CodeSystem.Absent))
                continue;
            var code = into.Scratch.Bytes(codings[i].Code);
            participant.IsPerformer |= code.SequenceEqual("PPRF"u8) || code.SequenceEqual("SPRF"u8);
            participant.KnowsType |= participant.IsPerformer || code.Length is >= 3 and <= 9;
        }
    }
}
