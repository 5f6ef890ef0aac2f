using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>A FHIR Period as far as it could be read.</summary>
internal struct PeriodDraft
{
    public bool Present;
    public Moment? Start;
    public Moment? End;

    /// <summary>An end is there and could not be read.</summary>
    public bool Unreadable;
}

/// <summary>Reads the FHIR data types that the input profile needs.</summary>
internal static class Elements
{
    public static Moment? Moment(ref JsonCursor json, ProjectionSettings settings)
    {
        if (!json.IsString)
        {
            json.Text();
            return null;
        }

        var moment = DateText.Read(json.Text(), settings.Zone, out var gap);
        if (gap is not null)
            json.Gap(gap);
        return moment;
    }

    public static PeriodDraft Period(ref JsonCursor json, ProjectionSettings settings)
    {
        var period = new PeriodDraft { Present = true };
        if (!json.EnterObject())
        {
            period.Unreadable = true;
            return period;
        }

        while (json.NextProperty())
        {
            if (json.NameIs("start"u8))
            {
                period.Start = Moment(ref json, settings);
                period.Unreadable |= period.Start is null;
            }
            else if (json.NameIs("end"u8))
            {
                period.End = Moment(ref json, settings);
                period.Unreadable |= period.End is null;
            }
            else
            {
                json.SkipValue();
            }
        }

        return period;
    }

    /// <summary>A Coding; its code is empty when there is none.</summary>
    public static Coding Coding(ref JsonCursor json)
    {
        var system = CodeSystem.Absent;
        Text code = default;
        if (json.EnterObject())
        {
            while (json.NextProperty())
            {
                if (json.NameIs("system"u8))
                    system = CodeSystems.Of(json.Text());
                else if (json.NameIs("code"u8))
                    code = Trimmed(ref json);
                else
                    json.SkipValue();
            }
        }

        return new Coding(system, code);
    }

    /// <summary>Adds the codings of a CodeableConcept that have a code.</summary>
    public static void Concept(ref JsonCursor json, List<Coding> into)
    {
        if (!json.EnterObject())
            return;
        while (json.NextProperty())
        {
            if (json.NameIs("coding"u8))
                Codings(ref json, into);
            else
                json.SkipValue();
        }
    }

    /// <summary>Adds the codings of an array of CodeableConcept; a single one where an array belongs is understood.</summary>
    public static void Concepts(ref JsonCursor json, List<Coding> into)
    {
        if (json.IsObject)
        {
            json.Gap(GapCodes.ValueType);
            Concept(ref json, into);
            return;
        }

        if (!json.EnterArray())
            return;
        while (json.NextItem())
            Concept(ref json, into);
    }

    /// <summary><c>Encounter.class</c>: a Coding, or (as R5 writes it) a CodeableConcept or an array of them.</summary>
    public static void CodingOrConcepts(ref JsonCursor json, List<Coding> into)
    {
        if (json.IsArray)
        {
            json.Gap(GapCodes.ValueType);
            Concepts(ref json, into);
            return;
        }

        var system = CodeSystem.Absent;
        Text code = default;
        if (!json.EnterObject())
            return;
        while (json.NextProperty())
        {
            if (json.NameIs("system"u8))
                system = CodeSystems.Of(json.Text());
            else if (json.NameIs("code"u8))
                code = Trimmed(ref json);
            else if (json.NameIs("coding"u8))
                Codings(ref json, into);
            else
                json.SkipValue();
        }

        if (!code.IsEmpty)
            into.Add(new Coding(system, code));
    }

    /// <summary>
    /// The reference as <c>Type/id</c> or <c>npi:…</c>; empty when it cannot be told here, <paramref name="unresolved"/> then says whether
    /// something was written.
    /// </summary>
    public static Text Reference(ref JsonCursor json, ProjectionSettings settings, out bool unresolved)
    {
        unresolved = false;
        Text found = default;
        Text npi = default;
        var written = false;
        if (!json.EnterObject())
        {
            unresolved = true;
            return default;
        }

        while (json.NextProperty())
        {
            if (json.NameIs("reference"u8))
            {
                var text = json.Text();
                written |= !text.IsEmpty;
                found = Resolved(text, settings, json.Scratch);
            }
            else if (json.NameIs("identifier"u8))
            {
                written = true;
                Identifier(ref json, out var system, out var value);
                if (system == CodeSystem.Npi && !value.IsEmpty)
                    npi = AsNpi(json.Scratch.Bytes(value), json.Scratch);
            }
            else
            {
                json.SkipValue();
            }
        }

        unresolved = written && found.IsEmpty && npi.IsEmpty;
        return found.IsEmpty ? npi : found;
    }

    public static void Identifier(ref JsonCursor json, out CodeSystem system, out Text value)
    {
        system = CodeSystem.Absent;
        value = default;
        if (!json.EnterObject())
            return;
        while (json.NextProperty())
        {
            if (json.NameIs("system"u8))
                system = CodeSystems.Of(json.Text());
            else if (json.NameIs("value"u8))
                value = Trimmed(ref json);
            else
                json.SkipValue();
        }
    }

    private static Text Resolved(ReadOnlySpan<byte> text, ProjectionSettings settings, Scratch scratch)
    {
        var relative = settings.References.Relative(text);
        if (!relative.IsEmpty)
            return scratch.Keep(relative);
        var npi = ReferenceText.ConditionalNpi(text);
        if (!npi.IsEmpty)
            return AsNpi(npi, scratch);

        // In a transaction an entry is known by its urn, which the reader of files gives to entries as their id.
        return ReferenceText.Urn(text).IsEmpty ? default : scratch.Keep(text);
    }

    private static Text AsNpi(ReadOnlySpan<byte> npi, Scratch scratch)
    {
        Span<byte> joined = stackalloc byte[64];
        if (npi.Length > 60)
            return default;
        "npi:"u8.CopyTo(joined);
        npi.CopyTo(joined[4..]);
        return scratch.Keep(joined[..(npi.Length + 4)]);
    }

    private static void Codings(ref JsonCursor json, List<Coding> into)
    {
        if (!json.EnterArray())
            return;
        while (json.NextItem())
        {
            var coding = Coding(ref json);
            if (!coding.Code.IsEmpty)
                into.Add(coding);
        }
    }

    private static Text Trimmed(ref JsonCursor json) => json.Scratch.Keep(json.Text().Trim((byte)' '));
}
