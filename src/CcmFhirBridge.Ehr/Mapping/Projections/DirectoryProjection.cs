using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Records;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads the practice's people and organizations: numbers and what the people may do.</summary>
internal static class DirectoryProjection
{
    private static readonly Keys Properties = Projection.CommonProperties | Keys.Of(Key.Identifier, Key.Active);
    private static readonly Keys RoleProperties = Properties | Keys.Of(Key.Practitioner, Key.Code);
    private static readonly Keys PractitionerProperties = Properties | Keys.Of(Key.Qualification);
    private static readonly Keys QualificationProperties = Keys.Of(Key.Code);

    public static void Read(ref JsonCursor json, Projection into, FactKind kind)
    {
        Text npi = default;
        Text tin = default;
        Text practitioner = default;
        var inactive = false;
        var codes = into.Scratch.Codings;
        var properties = kind switch
        {
            FactKind.PractitionerRole => RoleProperties,
            FactKind.Practitioner => PractitionerProperties,
            _ => Properties,
        };
        while (json.NextProperty(properties))
        {
            if (into.TryReadCommon(ref json))
                continue;
            if (json.NameIs(Key.Identifier))
                ReadIdentifiers(ref json, into, ref npi, ref tin);
            else if (json.NameIs(Key.Active))
                inactive = json.Boolean() == false;
            else if (json.NameIs(Key.Practitioner))
                practitioner = ReadPractitioner(ref json, into);
            else if (json.NameIs(Key.Code))
                Elements.Concepts(ref json, codes);
            else if (json.NameIs(Key.Qualification))
                ReadQualifications(ref json, codes);
        }

        if (!into.EndOfDirectoryResource())
            return;
        if (kind != FactKind.Location)
            Write(into, kind, npi, tin, practitioner, inactive);
        into.WriteFacts(kind);
    }

    private static void Write(Projection into, FactKind kind, Text npi, Text tin, Text practitioner, bool inactive)
    {
        var payload = into.Payload;
        var scratch = into.Scratch;
        payload.Id(scratch.Bytes(npi));
        if (kind == FactKind.Organization)
        {
            payload.Id(scratch.Bytes(tin));
            return;
        }

        payload.Reference(scratch.Bytes(practitioner));
        payload.Byte((byte)(inactive ? 1 : 0));
        payload.Count(scratch.Codings.Count);
        foreach (var coding in scratch.Codings)
        {
            payload.Byte((byte)coding.System);
            payload.Code(scratch.Bytes(coding.Code));
        }
    }

    private static void ReadIdentifiers(ref JsonCursor json, Projection into, ref Text npi, ref Text tin)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            Elements.Identifier(ref json, out var system, out var value);
            if (system == CodeSystem.Tin && tin.IsEmpty)
                tin = Digits(value, into.Scratch);
            if (system != CodeSystem.Npi || value.IsEmpty)
                continue;
            if (!Npi.IsValid(into.Scratch.Bytes(value)))
                json.Gap(GapCodes.NpiInvalid);
            else if (npi.IsEmpty)
                npi = value;
        }
    }

    // A tax id is written with and without its dash.
    private static Text Digits(Text value, Scratch scratch)
    {
        Span<byte> digits = stackalloc byte[16];
        var count = 0;
        foreach (var letter in scratch.Bytes(value))
        {
            if (letter is >= (byte)'0' and <= (byte)'9' && count < digits.Length)
                digits[count++] = letter;
        }

        return scratch.Keep(digits[..count]);
    }

    private static Text ReadPractitioner(ref JsonCursor json, Projection into)
    {
        var practitioner = Elements.Reference(ref json, into.Settings, out var unresolved);
        if (unresolved)
            json.Gap(GapCodes.ReferenceUnresolved);
        return practitioner;
    }

    private static void ReadQualifications(ref JsonCursor json, List<Coding> codes)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            if (!json.EnterObject())
                continue;
            while (json.NextProperty(QualificationProperties))
                Elements.Concept(ref json, codes);
        }
    }
}
