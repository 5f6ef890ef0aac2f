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
}

/// <summary>People, practice and coded lines of a Claim, ChargeItem or Procedure.</summary>
internal sealed class ServiceDraft
{
    public const byte OfOthers = 0;
    public const byte OfOurs = 1;

    public List<Text> People { get; } = [];

    public List<ServiceLineDraft> Lines { get; } = [];

    public Text Organization { get; private set; }

    private readonly List<string> _unresolved = [];

    private static ReadOnlySpan<byte> ExtendedPlanning => "G0506"u8;

    public void Reset()
    {
        People.Clear();
        Lines.Clear();
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

    /// <summary>Writes the lines; of a bill of ours only those that are billed once for ever, which a later month has to know.</summary>
    public void Write(Projection into, PeriodDraft fallback, bool ours = false)
    {
        if (ours)
            Lines.RemoveAll(line => !into.Scratch.Is(line.Code, ExtendedPlanning));
        if (Lines.Count == 0)
            return;
        foreach (var path in _unresolved)
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.ReferenceUnresolved, path));
        var payload = into.Payload;
        payload.Byte(ours ? OfOurs : OfOthers);
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
        }
    }
}
