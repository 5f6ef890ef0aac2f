using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal sealed class ChargeItemProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Subject, Key.Status, Key.Identifier, Key.Code, Key.OccurrenceDateTime, Key.OccurrencePeriod, Key.Performer, Key.PerformingOrganization, Key.Context);

    private readonly ServiceDraft _draft = new();

    public void Read(ref JsonCursor json, Projection into)
    {
        _draft.Reset();
        Text status = default;
        var ours = false;
        var when = new PeriodDraft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Subject))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                status = json.KeptText();
            else if (json.NameIs(Key.Identifier))
                ours = Ours.AmongIdentifiers(ref json, CodeSystem.OurCharge);
            else if (json.NameIs(Key.Code))
                _draft.AddCodes(ref json, into);
            else if (json.NameIs(Key.OccurrenceDateTime))
                when = ServiceDraft.At(ref json, into);
            else if (json.NameIs(Key.OccurrencePeriod))
                when = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Performer))
                Performers.Read(ref json, into, _draft);
            else if (json.NameIs(Key.PerformingOrganization))
                _draft.ReadWho(ref json, into);
            else if (json.NameIs(Key.Context))
                _draft.ReadEncounter(ref json, into);
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
