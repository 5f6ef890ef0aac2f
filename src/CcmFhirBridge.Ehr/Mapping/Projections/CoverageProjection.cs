using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

internal static class CoverageProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(
        Key.Beneficiary, Key.Status, Key.Type, Key.Period, Key.Order, Key.SubscriberId, Key.Identifier, Key.Payor);

    private static ReadOnlySpan<byte> Advantage => "11"u8;

    public static void Read(ref JsonCursor json, Projection into)
    {
        Text status = default;
        Text type = default;
        var period = new PeriodDraft();
        int? order = null;
        var member = new MemberDraft();
        var payors = new List<Text>();
        while (json.NextProperty(Properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Beneficiary))
                into.ReadSubject(ref json);
            else if (json.NameIs(Key.Status))
                status = json.KeptText();
            else if (json.NameIs(Key.Type))
                type = PayerType(ref json, into);
            else if (json.NameIs(Key.Period))
                period = Elements.Period(ref json, into.Settings);
            else if (json.NameIs(Key.Order))
                order = Order(ref json);
            else if (json.NameIs(Key.SubscriberId))
                member.ReadSubscriber(ref json);
            else if (json.NameIs(Key.Identifier))
                member.ReadIdentifiers(ref json);
            else if (json.NameIs(Key.Payor))
                ReadPayors(ref json, into, payors);
        }

        if (!into.EndOfPatientResource("$.beneficiary"))
            return;
        if (!into.HasModifier)
        {
            var payload = into.Payload;
            payload.Code(into.Scratch.Bytes(status));
            payload.Id(into.Scratch.Bytes(type));
            payload.Moment(period.Start);
            payload.Moment(period.End);
            payload.Count(order is { } place ? place + 1 : 0);
            payload.Count(payors.Count);
            foreach (var payor in payors)
                payload.Reference(into.Scratch.Bytes(payor));
            member.WriteKey(into);
        }

        into.WriteFacts(FactKind.Coverage);
    }

    private static int? Order(ref JsonCursor json)
    {
        var number = json.Number();
        if (number is >= 0 and < 1000 && decimal.Truncate(number.Value) == number)
            return (int)number.Value;
        if (number is not null)
            json.Gap(GapCodes.ValueType);
        return null;
    }

    // Only an organization can be named in the tenant file; a patient who pays alone is no payer with rules.
    private static void ReadPayors(ref JsonCursor json, Projection into, List<Text> payors)
    {
        if (!json.IsArray)
        {
            json.SkipValue();
            return;
        }

        json.EnterArray();
        while (json.NextItem())
        {
            if (!json.IsObject)
            {
                json.SkipValue();
                continue;
            }

            var payor = Elements.Reference(ref json, into.Settings, out _);
            if (People.IsOrganization(into.Scratch.Bytes(payor)))
                payors.Add(payor);
        }
    }

    // Medicare Advantage wins, and a narrower code says more than the wider one that it begins with. Codes that contradict each other name no payer.
    private static Text PayerType(ref JsonCursor json, Projection into)
    {
        var codings = into.Scratch.Codings;
        var first = codings.Count;
        Elements.Concept(ref json, codings);
        Text found = default;
        var contradict = false;
        for (var i = first; i < codings.Count; i++)
        {
            if (codings[i].System != CodeSystem.Sopt)
                continue;
            var code = into.Scratch.Bytes(codings[i].Code);
            var known = into.Scratch.Bytes(found);
            var (isAdvantage, knownIsAdvantage) = (code.StartsWith(Advantage), known.StartsWith(Advantage));
            if (isAdvantage != knownIsAdvantage ? isAdvantage : isAdvantage ? code.SequenceCompareTo(known) < 0 : code.StartsWith(known))
                found = codings[i].Code;
            else if (!isAdvantage && !knownIsAdvantage)
                contradict |= !known.StartsWith(code);
        }

        return contradict && !into.Scratch.Bytes(found).StartsWith(Advantage) ? default : found;
    }
}
