using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>What another claim of the patient bills; of ours, known by its identifier, when and under whom, and what is billed once for ever.</summary>
internal sealed class ClaimProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Patient, Key.Status, Key.Use, Key.Identifier, Key.BillablePeriod, Key.Provider, Key.CareTeam, Key.SupportingInfo, Key.Item);
    private static readonly Keys TeamProperties = Keys.Of(Key.Provider, Key.Sequence);
    private static readonly Keys InformationProperties = Keys.Of(Key.Code);
    private static readonly Keys ItemProperties = Keys.Of(Key.ProductOrService, Key.ServicedDate, Key.ServicedPeriod, Key.CareTeamSequence, Key.Encounter);

    private static ReadOnlySpan<byte> VoidFrequency => "8"u8;

    private readonly ServiceDraft _draft = new();
    private readonly List<(int Line, int Sequence)> _assigned = [];
    private readonly List<(int Sequence, int Person)> _team = [];

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        _assigned.Clear();
        _team.Clear();
        Text status = default;
        Text use = default;
        Text identifier = default;
        var ours = false;
        var isVoid = false;
        var period = new PeriodDraft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Patient))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                status = json.KeptText();
            else if (json.NameIs(Key.Use))
                use = json.KeptText();
            else if (json.NameIs(Key.Identifier))
                ours = Ours.AmongIdentifiers(ref json, CodeSystem.OurClaim, out identifier);
            else if (json.NameIs(Key.BillablePeriod))
                period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Provider))
                _draft.ReadWho(ref json, into);
            else if (json.NameIs(Key.CareTeam))
                ReadTeam(ref json, into);
            else if (json.NameIs(Key.SupportingInfo))
                isVoid = SaysVoid(ref json, into);
            else if (json.NameIs(Key.Item))
                ReadItems(ref json, into);
        }

        if (!into.EndOfPatientResource("$.patient"))
            return;
        // A draft of ours is a bill too: another output files it.
        var stands = into.Scratch.Is(status, "active"u8) || (ours && into.Scratch.Is(status, "draft"u8));
        if (stands && !into.HasModifier && (use.IsEmpty || into.Scratch.Is(use, "claim"u8)))
        {
            Assign();
            if (!ours)
                _draft.Write(into, period);
            else if (!isVoid)
                _draft.WriteOwn(into, period, identifier, Biller());
        }

        into.WriteFacts(FactKind.Claim);
    }

    private void ReadTeam(ref JsonCursor json, Projection into)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            var before = _draft.People.Count;
            var sequence = 0;
            while (json.NextProperty(TeamProperties))
            {
                if (json.NameIs(Key.Provider))
                    _draft.ReadWho(ref json, into);
                else if (json.NameIs(Key.Sequence))
                    sequence = Sequence(ref json);
            }

            if (_draft.People.Count > before)
                _team.Add((sequence, before));
        }
    }

    private Text Biller() => _team.Count > 0 ? _draft.People[_team[0].Person] : _draft.People.Count > 0 ? _draft.People[0] : default;

    // The claim that withdraws another one is active itself, and repeats what it withdraws.
    private static bool SaysVoid(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        if (!json.EnterArray())
            return false;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            while (json.NextProperty(InformationProperties))
                Elements.Concept(ref json, codings);
        }

        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System == CodeSystem.ClaimFrequency && into.Scratch.Is(codings[i].Code, VoidFrequency))
                return true;
        }

        return false;
    }

    private void ReadItems(ref JsonCursor json, Projection into)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            var first = _draft.Lines.Count;
            var when = new PeriodDraft();
            var sequences = _assigned.Count;
            var encounters = default(List<Text>?);
            while (json.NextProperty(ItemProperties))
            {
                if (json.NameIs(Key.ProductOrService))
                    _draft.AddCodes(ref json, into);
                else if (json.NameIs(Key.ServicedDate))
                    when = ServiceDraft.At(ref json, into);
                else if (json.NameIs(Key.ServicedPeriod))
                    when = Elements.Period(ref json, into.Settings);
                else if (json.NameIs(Key.CareTeamSequence))
                    ReadSequences(ref json);
                else if (json.NameIs(Key.Encounter))
                    encounters = Encounters(ref json, into);
            }

            Close(first, when, encounters, sequences);
        }
    }

    private void Close(int first, PeriodDraft when, List<Text>? encounters, int sequences)
    {
        var named = _assigned.Skip(sequences).Select(row => row.Sequence).ToArray();
        _assigned.RemoveRange(sequences, _assigned.Count - sequences);
        for (var line = first; line < _draft.Lines.Count; line++)
        {
            _draft.Lines[line] = _draft.Lines[line] with { When = when, Encounters = encounters };
            foreach (var sequence in named)
                _assigned.Add((line, sequence));
        }
    }

    private static List<Text>? Encounters(ref JsonCursor json, Projection into)
    {
        var found = default(List<Text>?);
        if (!json.EnterArray())
            return found;
        while (json.NextItem())
        {
            if (ServiceDraft.Encounter(ref json, into) is { IsEmpty: false } encounter)
                (found ??= []).Add(encounter);
        }

        return found;
    }

    private void ReadSequences(ref JsonCursor json)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
            _assigned.Add((-1, Sequence(ref json)));
    }

    // Lines name their people by sequence; the care team may come after the items.
    private void Assign()
    {
        foreach (var (line, sequence) in _assigned)
        {
            foreach (var (number, person) in _team)
            {
                if (number == sequence && person < 64)
                    _draft.Lines[line] = _draft.Lines[line] with { People = _draft.Lines[line].People | (1UL << person) };
            }
        }
    }

    private static int Sequence(ref JsonCursor json) => json.Number() is >= 0 and < 10_000 and var number ? (int)number : -1;
}
