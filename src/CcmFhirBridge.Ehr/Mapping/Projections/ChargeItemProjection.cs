using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal sealed class ChargeItemProjection
{
    private readonly ServiceDraft _draft = new();

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        Text status = default;
        var ours = false;
        var when = new PeriodDraft();
        while (json.NextProperty())
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs("subject"u8))
                into.ReadSubject(ref json);
            else if (json.NameIs("status"u8))
                status = json.KeptText();
            else if (json.NameIs("identifier"u8))
                ours = Ours.AmongIdentifiers(ref json, CodeSystem.OurCharge);
            else if (json.NameIs("code"u8))
                _draft.AddCodes(ref json, into);
            else if (json.NameIs("occurrenceDateTime"u8))
                when = ServiceDraft.At(ref json, into);
            else if (json.NameIs("occurrencePeriod"u8))
                when = Elements.Period(ref json, into.Settings);
            else if (json.NameIs("performer"u8))
                Performers.Read(ref json, into, _draft);
            else if (json.NameIs("performingOrganization"u8))
                _draft.ReadWho(ref json, into);
            else
                json.SkipValue();
        }

        if (!into.EndOfPatientResource("$.subject"))
            return;
        if (!ours && !into.HasModifier && Stands(into.Scratch.Bytes(status)))
            _draft.Write(into, when);
        into.WriteFacts(FactKind.ChargeItem);
    }

    private static bool Stands(ReadOnlySpan<byte> status) => !status.IsEmpty && !status.SequenceEqual("planned"u8)
        && !status.SequenceEqual("not-billable"u8) && !status.SequenceEqual("aborted"u8) && !status.SequenceEqual("entered-in-error"u8);
}
