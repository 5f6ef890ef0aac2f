using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>What another claim of the patient bills; of ours, known by its identifier, only what is billed once for ever is kept.</summary>
internal sealed class ClaimProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Patient, Key.Status, Key.Use, Key.Identifier, Key.BillablePeriod, Key.Provider, Key.CareTeam, Key.Item);
    private static readonly Keys TeamProperties = Keys.Of(Key.Provider, Key.Sequence);
    private static readonly Keys ItemProperties = Keys.Of(Key.ProductOrService, Key.ServicedDate, Key.ServicedPeriod, Key.CareTeamSequence);

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
        var ours = false;
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
                ours = Ours.AmongIdentifiers(ref json, CodeSystem.OurClaim);
            else if (json.NameIs(Key.BillablePeriod))
                period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Provider))
                _draft.ReadWho(ref json, into);
            else if (json.NameIs(Key.CareTeam))
                ReadTeam(ref json, into);
            else if (json.NameIs(Key.Item))
                ReadItems(ref json, into);
        }

        if (!into.EndOfPatientResource("$.patient"))
            return;
        var stands = into.Scratch.Is(status, "active"u8) || (ours && into.Scratch.Is(status, "draft"u8));
        if (stands && !into.HasModifier && (use.IsEmpty || into.Scratch.Is(use, "claim"u8)))
        {
            Assign();
            _draft.Write(into, period, ours);
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
            }

            Close(first, when, sequences);
        }
    }

    private void Close(int first, PeriodDraft when, int sequences)
    {
        var named = _assigned.Skip(sequences).Select(row => row.Sequence).ToArray();
        _assigned.RemoveRange(sequences, _assigned.Count - sequences);
        for (var line = first; line < _draft.Lines.Count; line++)
        {
            _draft.Lines[line] = _draft.Lines[line] with { When = when };
            foreach (var sequence in named)
                _assigned.Add((line, sequence));
        }
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
