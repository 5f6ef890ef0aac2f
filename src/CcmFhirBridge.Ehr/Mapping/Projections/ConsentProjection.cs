using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class ConsentProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Patient, Key.Status, Key.Category, Key.DateTime, Key.Provision, Key.Extension);
    private static readonly Keys ProvisionProperties = Keys.Of(Key.Type, Key.Period, Key.Actor, Key.ModifierExtension);
    private static readonly Keys ActorProperties = Keys.Of(Key.Reference, Key.ModifierExtension);

    private static readonly string[] Disclosures = ["availability", "costSharing", "singlePractitioner", "rightToStop"];

    private struct Draft
    {
        public Text Status;
        public bool IsCcm;
        public bool Denies;
        public PeriodDraft Period;
        public Moment? RecordedAt;
        public Text Actor;
    }

    public static void Read(ref JsonCursor json, Projection into)
    {
        var draft = new Draft();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Patient))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                draft.Status = json.KeptText();
            else if (json.NameIs(Key.Category))
                draft.IsCcm = IsCcm(ref json, into);
            else if (json.NameIs(Key.DateTime))
                draft.RecordedAt = Elements.Moment(ref json, into.Settings);
            else if (json.NameIs(Key.Provision))
                ReadProvision(ref json, into, ref draft);
            else if (json.NameIs(Key.Extension))
                into.ReadExtensions(ref json);
        }

        if (!into.EndOfPatientResource("$.patient"))
            return;
        if (draft.IsCcm && !into.HasModifier)
            Write(into, draft);
        into.WriteFacts(FactKind.Consent);
    }

    private static void Write(Projection into, Draft draft)
    {
        var payload = into.Payload;
        payload.Byte((byte)(draft.Denies ? 1 : 0));
        payload.Code(into.Scratch.Bytes(draft.Status));
        payload.Moment(draft.Period.Start);
        payload.Moment(draft.Period.End);
        payload.Moment(draft.RecordedAt);
        var named = into.Extension(Canonicals.BillingPractitionerExtension)?.Reference ?? default;
        payload.Reference(into.Scratch.Bytes(named.IsEmpty ? draft.Actor : named));
        if (into.Extension(Canonicals.DisclosuresExtension) is not { } disclosures)
        {
            payload.Byte(0);
            return;
        }

        payload.Byte(1);
        foreach (var name in Disclosures)
            payload.Byte(Tri.Encode(disclosures.Part(name)?.Boolean));
    }

    private static bool IsCcm(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concepts(ref json, codings);
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System == CodeSystem.CcmConsent && into.Scratch.Is(codings[i].Code, "ccm"u8))
                return true;
        }

        return false;
    }

    private static void ReadProvision(ref JsonCursor json, Projection into, ref Draft draft)
    {
        if (!json.EnterObject())
            return;
        while (json.NextProperty(ProvisionProperties))
        {
            if (json.NameIs(Key.Type))
                draft.Denies = json.Text().SequenceEqual("deny"u8);
            else if (json.NameIs(Key.Period))
                draft.Period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Actor))
                ReadActors(ref json, into, ref draft);
            else if (json.NameIs(Key.ModifierExtension))
                into.ReadModifier(ref json);
        }
    }

    private static void ReadActors(ref JsonCursor json, Projection into, ref Draft draft)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            while (json.NextProperty(ActorProperties))
            {
                if (json.NameIs(Key.Reference))
                {
                    var reference = Elements.Reference(ref json, into.Settings, out var unresolved);
                    if (unresolved)
                        json.Gap(GapCodes.ReferenceUnresolved);
                    else if (draft.Actor.IsEmpty && People.IsPerson(into.Scratch.Bytes(reference)))
                        draft.Actor = reference;
                }
                else if (json.NameIs(Key.ModifierExtension))
                {
                    into.ReadModifier(ref json);
                }
            }
        }
    }
}
