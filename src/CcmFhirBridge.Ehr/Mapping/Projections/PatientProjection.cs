using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class PatientProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.DeceasedBoolean, Key.DeceasedDateTime, Key.GeneralPractitioner, Key.Identifier, Key.Link);

    private static readonly Keys LinkProperties = Keys.Of(Key.Type, Key.Other);

    public static void Read(ref JsonCursor json, Projection into)
    {
        Moment? diedAt = null;
        var died = false;
        var practitioners = new List<Text>(0);
        var member = new MemberDraft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.DeceasedBoolean))
            {
                died |= json.Boolean() == true;
            }
            else if (json.NameIs(Key.DeceasedDateTime))
            {
                // A date that cannot be read still says that the patient died.
                died = true;
                diedAt = Elements.Moment(ref json, into.Settings);
            }
            else if (json.NameIs(Key.GeneralPractitioner))
            {
                ReadPractitioners(ref json, into, practitioners);
            }
            else if (json.NameIs(Key.Identifier))
            {
                member.ReadIdentifiers(ref json);
            }
            else if (json.NameIs(Key.Link))
            {
                ReadLinks(ref json, into);
            }
        }

        into.IsPatient();
        if (!into.EndOfPatientResource("$.id"))
            return;
        into.Payload.Byte((byte)(died ? 1 : 0));
        into.Payload.Moment(diedAt);
        into.Payload.Count(practitioners.Count);
        foreach (var practitioner in practitioners)
            into.Payload.Reference(into.Scratch.Bytes(practitioner));
        member.WriteBeneficiaryKey(into);
        into.WriteFacts(FactKind.Patient);
    }

    // Only the chart that was given up says so; what the one that is left says of others changes nothing.
    private static void ReadLinks(ref JsonCursor json, Projection into)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            Text other = default;
            var isReplaced = false;
            while (json.NextProperty(LinkProperties))
            {
                if (json.NameIs(Key.Type))
                    isReplaced = json.Text().SequenceEqual("replaced-by"u8);
                else if (json.NameIs(Key.Other))
                    other = Elements.Reference(ref json, into.Settings, out _);
            }

            if (isReplaced && ReferenceText.IsOfType(into.Scratch.Bytes(other), "Patient"u8))
                into.ReplacedBy = other;
        }
    }

    private static void ReadPractitioners(ref JsonCursor json, Projection into, List<Text> practitioners)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            var reference = Elements.Reference(ref json, into.Settings, out var unresolved);
            if (unresolved)
                json.Gap(GapCodes.ReferenceUnresolved);
            else if (People.IsPerson(into.Scratch.Bytes(reference)))
                practitioners.Add(reference);
        }
    }
}
