using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>One coded service of a Claim, ChargeItem or Procedure.</summary>
internal struct ServiceLineDraft
{
    public Text Code;
    public PeriodDraft When;

    /// <summary>Bit n: person n of the resource; zero when the line names nobody of its own.</summary>
    public ulong People;

    /// <summary>Ids of the Encounters that the line names; null when it names none and is of those of the whole resource.</summary>
    public List<Text>? Encounters;
}

/// <summary>People, practice and coded lines of a Claim, ChargeItem or Procedure.</summary>
internal sealed class ServiceDraft
{
    public const byte OfOthers = 0;
    public const byte OfOurs = 1;

    public List<Text> People { get; } = [];

    public List<ServiceLineDraft> Lines { get; } = [];

    public Text Organization { get; private set; }

    private readonly List<Text> _encounters = [];
    private readonly List<string> _unresolved = [];

    private static ReadOnlySpan<byte> ExtendedPlanning => "G0506"u8;

    public void Reset()
    {
        People.Clear();
        Lines.Clear();
        _encounters.Clear();
        _unresolved.Clear();
        Organization = default;
    }

    /// <summary>Keeps who it is: a person among the people, a practice as the practice.</summary>
    public void ReadWho(ref JsonCursor json, Projection into)
    {
        var who = Elements.Reference(ref json, into.Settings, out var unresolved);
        var bytes = into.Scratch.Bytes(who);
        if (unresolved)
            _unresolved.Add(json.Path());
        else if (Projections.People.IsPerson(bytes))
            People.Add(who);
        else if (Projections.People.IsOrganization(bytes) && Organization.IsEmpty)
            Organization = who;
    }

    /// <summary>Keeps the Encounter that the whole resource is of.</summary>
    public void ReadEncounter(ref JsonCursor json, Projection into)
    {
        if (Encounter(ref json, into) is { IsEmpty: false } encounter)
            _encounters.Add(encounter);
    }

    /// <summary>Id of the Encounter that a reference names; empty when it names none.</summary>
    public static Text Encounter(ref JsonCursor json, Projection into)
    {
        var reference = into.Scratch.Bytes(Elements.Reference(ref json, into.Settings, out _));
        if (ReferenceText.IsOfType(reference, "Encounter"u8))
            return into.Scratch.Keep(reference[(reference.IndexOf((byte)'/') + 1)..]);
        return ReferenceText.Urn(reference) is { IsEmpty: false } id ? into.Scratch.Keep(id) : default;
    }

    /// <summary>Adds a line for each CPT or HCPCS code of a CodeableConcept.</summary>
    public void AddCodes(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concept(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System == CodeSystem.Procedure)
                Lines.Add(new ServiceLineDraft { Code = codings[i].Code });
        }
    }

    /// <summary>A moment is a period without an end of its own.</summary>
    public static PeriodDraft At(ref JsonCursor json, Projection into) =>
        new() { Present = true, Start = Elements.Moment(ref json, into.Settings) };

    /// <summary>Writes the lines, where there are any.</summary>
    public void Write(Projection into, PeriodDraft fallback)
    {
        if (Lines.Count == 0)
            return;
        TellUnresolved(into);
        into.Payload.Byte(OfOthers);
        WriteLines(into, fallback);
    }

    /// <summary>Writes a claim of ours: its first day, who bills, and of its lines those that are billed once for ever, which a later month has to know.</summary>
    public void WriteOwn(Projection into, PeriodDraft fallback, Text identifier, Text biller)
    {
        var first = FirstDay(fallback, into.Settings.Zone);
        Lines.RemoveAll(line => !into.Scratch.Is(line.Code, ExtendedPlanning));
        if (first is null && Lines.Count == 0)
            return;
        // The practice is ours and needs no look; that the practitioner is not known has to be told.
        _unresolved.RemoveAll(path => People.Count > 0 || !path.StartsWith("$.careTeam", StringComparison.Ordinal));
        TellUnresolved(into);
        into.Payload.Byte(OfOurs);
        into.Payload.Id(into.Scratch.Bytes(identifier));
        into.Payload.Moment(first is { } day ? Moment.On(day) : null);
        into.Payload.Reference(into.Scratch.Bytes(biller));
        WriteLines(into, fallback);
    }

    private DateOnly? FirstDay(PeriodDraft fallback, PracticeTimeZone zone)
    {
        DateOnly? first = null;
        foreach (var line in Lines)
        {
            var when = line.When.Present ? line.When : fallback;
            if ((when.Start ?? when.End)?.FirstDay(zone) is { } day && !(first <= day))
                first = day;
        }

        return first;
    }

    private void TellUnresolved(Projection into)
    {
        foreach (var path in _unresolved)
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.ReferenceUnresolved, path));
    }

    private void WriteLines(Projection into, PeriodDraft fallback)
    {
        var payload = into.Payload;
        payload.Count(People.Count);
        foreach (var person in People)
            payload.Reference(into.Scratch.Bytes(person));
        payload.Reference(into.Scratch.Bytes(Organization));
        payload.Count(Lines.Count);
        foreach (var line in Lines)
        {
            var when = line.When.Present ? line.When : fallback;
            payload.Id(into.Scratch.Bytes(line.Code));
            payload.Moment(when.Start);
            payload.Moment(when.End);
            payload.Varint(line.People);
            var encounters = line.Encounters ?? _encounters;
            payload.Count(encounters.Count);
            foreach (var encounter in encounters)
                payload.Id(into.Scratch.Bytes(encounter));
        }
    }
}
