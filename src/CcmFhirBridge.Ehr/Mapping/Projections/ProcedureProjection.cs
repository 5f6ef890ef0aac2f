using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal sealed class ProcedureProjection
{
    private readonly ServiceDraft _draft = new();

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        Text status = default;
        var when = new PeriodDraft();
        while (json.NextProperty())
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs("subject"u8))
                into.ReadSubject(ref json);
            else if (json.NameIs("status"u8))
                status = json.KeptText();
            else if (json.NameIs("code"u8))
                _draft.AddCodes(ref json, into);
            else if (json.NameIs("performedDateTime"u8))
                when = ServiceDraft.At(ref json, into);
            else if (json.NameIs("performedPeriod"u8))
                when = Elements.Period(ref json, into.Settings);
            else if (json.NameIs("performer"u8))
                Performers.Read(ref json, into, _draft);
            else
                json.SkipValue();
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (!into.HasModifier && (into.Scratch.Is(status, "completed"u8) || into.Scratch.Is(status, "in-progress"u8)))
            _draft.Write(into, when);
        into.WriteFacts(FactKind.Procedure);
    }
}
