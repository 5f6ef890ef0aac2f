using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal sealed class ProcedureProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.Status, Key.Code, Key.PerformedDateTime, Key.PerformedPeriod, Key.Performer, Key.Encounter);

    private readonly ServiceDraft _draft = new();

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        Text status = default;
        var when = new PeriodDraft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                status = json.KeptText();
            else if (json.NameIs(Key.Code))
                _draft.AddCodes(ref json, into);
            else if (json.NameIs(Key.PerformedDateTime))
                when = ServiceDraft.At(ref json, into);
            else if (json.NameIs(Key.PerformedPeriod))
                when = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Performer))
                Performers.Read(ref json, into, _draft);
            else if (json.NameIs(Key.Encounter))
                _draft.ReadEncounter(ref json, into);
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (!into.HasModifier && (into.Scratch.Is(status, "completed"u8) || into.Scratch.Is(status, "in-progress"u8)))
            _draft.Write(into, when);
        into.WriteFacts(FactKind.Procedure);
    }
}
