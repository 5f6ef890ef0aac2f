using System.Globalization;
using System.Text;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>What an Encounter says: a time entry, a stay, decision making, coded services; several at once, or nothing.</summary>
internal sealed class EncounterProjection
{
    public const byte HasEntry = 0x01;
    public const byte HasStay = 0x02;
    public const byte HasDecision = 0x04;
    public const byte HasServices = 0x08;

    /// <summary>Nothing in it says until when it ran, and from when stands behind the rest: an answer may tell how long.</summary>
    public const byte IsOpen = 0x10;

    /// <summary>Said of a participant: has a period of its own; took part without performing.</summary>
    public const byte OwnSpan = 0x01;
    public const byte NoPerformer = 0x02;

    private readonly EncounterDraft _draft = new();

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        EncounterReader.Read(ref json, into, _draft);
        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (!into.HasModifier)
            Write(into);
        into.WriteFacts(FactKind.Encounter);
    }

    private void Write(Projection into)
    {
        var status = into.Scratch.Bytes(_draft.Status);
        var finished = status.SequenceEqual("finished"u8);
        var underway = status.SequenceEqual("in-progress"u8) || status.SequenceEqual("onleave"u8);
        var tookPlace = finished || underway || status.SequenceEqual("arrived"u8) || status.SequenceEqual("triaged"u8);
        if (!_draft.Activity.IsEmpty)
            NoteUnfinished(into, status, finished);

        var services = tookPlace && HasServiceCodes(into.Scratch);
        var decision = tookPlace && into.Extension(Canonicals.MdmExtension)?.Code is { Length: > 0 };
        var entry = finished && (!_draft.Activity.IsEmpty || (SaysOnlyProgramme(into.Scratch) && !decision)) && !CarriesBilledCode(into.Scratch);
        var stay = _draft.Stay is not null && (finished || underway);
        if (!services && !entry && !decision && !stay)
            return;

        NotePeople(into);
        var open = entry && into.Settings.Answers is not null && SpanDraft.IsOpen(_draft);
        into.Payload.Byte((byte)((entry ? HasEntry : 0) | (stay ? HasStay : 0) | (decision ? HasDecision : 0) | (services ? HasServices : 0) | (open ? IsOpen : 0)));
        if (entry || services || decision)
            WritePeople(into, entry || services, services);
        if (services || stay || decision)
        {
            into.Payload.Moment(_draft.Period.Start);
            into.Payload.Moment(_draft.Period.End);
        }

        if (entry)
            WriteEntry(into);
        if (stay)
            into.Payload.Byte((byte)_draft.Stay!.Value);
        if (decision)
            into.Payload.Code(Encoding.UTF8.GetBytes(into.Extension(Canonicals.MdmExtension)!.Code!));
        if (services)
            WriteServices(into);
        if (open)
            into.Payload.Moment(_draft.Period.Start);
    }

    private void NoteUnfinished(Projection into, ReadOnlySpan<byte> status, bool finished)
    {
        if (_draft.Status.IsEmpty)
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.StatusMissing, "$.status"));
        else if (!finished && !status.SequenceEqual("entered-in-error"u8) && !status.SequenceEqual("cancelled"u8) && !status.SequenceEqual("planned"u8))
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.EntryNotFinished, "$.status"));
    }

    // Time that is said to be of the programme and not what it was spent on: it does not count, and must not be lost without a word.
    private bool SaysOnlyProgramme(Scratch scratch) => _draft.Codes.Count == 0 && _draft.Stay is null && scratch.Is(_draft.Program, "ccm"u8);

    // On a time entry a code of the CCM family is a label, not another bill; elsewhere it is a bill like any other.
    private bool HasServiceCodes(Scratch scratch) => _draft.Activity.IsEmpty ? _draft.Codes.Count > 0 : CarriesBilledCode(scratch);

    private bool CarriesBilledCode(Scratch scratch) => _draft.Codes.Exists(code => !CcmFamily.Contains(scratch.Bytes(code)));

    private void NotePeople(Projection into)
    {
        foreach (var participant in _draft.Participants)
        {
            if (participant.HasType && !participant.IsPerformer && !participant.KnowsType)
                Note(into, GapCodes.ParticipantType, participant.Index, "type");
            if (!participant.IsPerformer)
                continue;
            if (participant.Unresolved)
                Note(into, GapCodes.ReferenceUnresolved, participant.Index, "individual");
            else if (participant.Who.IsEmpty)
                Note(into, GapCodes.ReferenceMissing, participant.Index, "individual");
        }
    }

    private static void Note(Projection into, string code, int index, string property) =>
        into.Scratch.Gaps.Add(new GapDraft(code, string.Create(CultureInfo.InvariantCulture, $"$.participant[{index}].{property}")));

    private void WritePeople(Projection into, bool withSpans, bool withVisit)
    {
        var payload = into.Payload;
        if (withSpans)
            payload.Span(SpanDraft.OfEncounter(_draft, into.Settings.Zone));
        payload.Count(_draft.Participants.Count(participant => TookPart(into, participant, withVisit)));
        foreach (var participant in _draft.Participants)
        {
            if (!TookPart(into, participant, withVisit))
                continue;
            payload.Reference(into.Scratch.Bytes(participant.Who));
            if (!withSpans)
                continue;
            var own = SpanDraft.OfParticipant(participant.Period, into.Settings.Zone);
            payload.Byte((byte)((own is null ? 0 : OwnSpan) | (participant.IsPerformer ? 0 : NoPerformer)));
            if (own is not null)
                payload.Span(own);
        }
    }

    // Whoever took part in a billed visit did no care management in it, also those who are not said to have performed it.
    private static bool TookPart(Projection into, ParticipantDraft participant, bool withVisit) =>
        (withVisit || participant.IsPerformer) && People.IsPerson(into.Scratch.Bytes(participant.Who));

    private static bool IsPerformer(Projection into, ParticipantDraft participant) =>
        participant.IsPerformer && People.IsPerson(into.Scratch.Bytes(participant.Who));

    private void WriteEntry(Projection into)
    {
        into.Payload.Code(into.Scratch.Bytes(_draft.Activity));
        into.Payload.Code(_draft.Program.IsEmpty ? "ccm"u8 : into.Scratch.Bytes(_draft.Program));
        into.Payload.Byte((byte)NoteWords.Judge(_draft.Words.Select(words => into.Scratch.Bytes(words).ToArray())));
        into.Payload.Moment(into.Extension(Canonicals.RecordedExtension)?.Moment);
        if (!StaffRules.CanBeBilled(into.Scratch.String(_draft.Activity), into.Settings))
            return;
        into.StaffIsLongest = into.Settings.Answers is not null;
        var span = into.StaffIsLongest ? SpanDraft.AtMost(_draft, into.Settings) : SpanDraft.OfEncounter(_draft, into.Settings.Zone).Interval;
        foreach (var participant in _draft.Participants)
        {
            if (!IsPerformer(into, participant))
                continue;
            var own = SpanDraft.OfParticipant(participant.Period, into.Settings.Zone);
            var when = own is null ? span : into.StaffIsLongest ? SpanDraft.AtMost(own.Interval, into.Settings) : own.Interval;
            if (when is { IsEmpty: false } worked && worked.Duration <= into.Settings.LongestEntry)
                into.Staff.Add(new StaffDraft(participant.Who, worked));
        }
    }

    private void WriteServices(Projection into)
    {
        var payload = into.Payload;
        payload.Byte((byte)(Tri.Encode(into.Extension(Canonicals.DiscussedExtension)?.Boolean)
            | (Tri.Encode(into.Extension(Canonicals.ExtendedPlanningExtension)?.Boolean) << 2)));
        payload.Reference(People.IsOrganization(into.Scratch.Bytes(_draft.Organization)) ? into.Scratch.Bytes(_draft.Organization) : default);
        payload.Count(_draft.Codes.Count);
        foreach (var code in _draft.Codes)
            payload.Id(into.Scratch.Bytes(code));
    }
}
