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
    private static readonly Keys PeriodProperties = Keys.Of(Key.Start, Key.End);
    private static readonly Keys CodingProperties = Keys.Of(Key.System, Key.Code);
    private static readonly Keys ConceptProperties = Keys.Of(Key.Coding);
    private static readonly Keys CodingOrConceptProperties = Keys.Of(Key.System, Key.Code, Key.Coding);
    private static readonly Keys ReferenceProperties = Keys.Of(Key.Reference, Key.Identifier);
    private static readonly Keys IdentifierProperties = Keys.Of(Key.System, Key.Value);

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

        while (json.NextProperty(PeriodProperties))
        {
            if (json.NameIs(Key.Start))
            {
                period.Start = Moment(ref json, settings);
                period.Unreadable |= period.Start is null;
            }
            else if (json.NameIs(Key.End))
            {
                period.End = Moment(ref json, settings);
                period.Unreadable |= period.End is null;
            }
        }

        return period;
    }

    /// <summary>A Coding as it stands; its code is empty when there is none.</summary>
    public static Coding Coding(ref JsonCursor json) => Coding(ref json, out _);

    /// <summary>Adds the codings of a CodeableConcept that have a code.</summary>
    public static void Concept(ref JsonCursor json, List<Coding> into)
    {
        if (!json.EnterObject())
            return;
        while (json.NextProperty(ConceptProperties))
            Codings(ref json, into);
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
        Text written = default;
        Text code = default;
        if (!json.EnterObject())
            return;
        while (json.NextProperty(CodingOrConceptProperties))
        {
            if (json.NameIs(Key.System))
                system = System(ref json, out written);
            else if (json.NameIs(Key.Code))
                code = Trimmed(ref json);
            else if (json.NameIs(Key.Coding))
                Codings(ref json, into);
        }

        Add(ref json, new Coding(system, code), written, into);
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

        while (json.NextProperty(ReferenceProperties))
        {
            if (json.NameIs(Key.Reference))
            {
                var text = json.Text();
                written |= !text.IsEmpty;
                found = Resolved(text, settings, json.Scratch);
            }
            else if (json.NameIs(Key.Identifier))
            {
                written = true;
                Identifier(ref json, out var system, out var value);
                if (system == CodeSystem.Npi && !value.IsEmpty)
                    npi = AsNpi(json.Scratch.Bytes(value), json.Scratch);
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
        while (json.NextProperty(IdentifierProperties))
        {
            if (json.NameIs(Key.System))
                system = CodeSystems.Of(json.Text());
            else if (json.NameIs(Key.Value))
                value = Trimmed(ref json);
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
            var coding = Coding(ref json, out var written);
            Add(ref json, coding, written, into);
        }
    }

    private static Coding Coding(ref JsonCursor json, out Text written)
    {
        var system = CodeSystem.Absent;
        Text code = default;
        written = default;
        if (json.EnterObject())
        {
            while (json.NextProperty(CodingProperties))
            {
                if (json.NameIs(Key.System))
                    system = System(ref json, out written);
                else if (json.NameIs(Key.Code))
                    code = Trimmed(ref json);
            }
        }

        return new Coding(system, code);
    }

    // As it is written a system is needed only to look the code up in the practice's table.
    private static CodeSystem System(ref JsonCursor json, out Text written)
    {
        var text = json.Text();
        written = json.Scratch.Codes is null ? default : json.Scratch.Keep(text);
        return CodeSystems.Of(text);
    }

    // What the practice's table says comes after the coding that it says it of, and takes nothing away.
    private static void Add(ref JsonCursor json, Coding coding, Text written, List<Coding> into)
    {
        if (coding.Code.IsEmpty)
            return;
        into.Add(coding);
        if (json.Scratch.Codes is { } codes)
            AddMapped(ref json, codes, coding, written, into);
    }

    private static void AddMapped(ref JsonCursor json, CodeTable codes, Coding coding, Text written, List<Coding> into)
    {
        var scratch = json.Scratch;
        if (!codes.TryFind(scratch.Bytes(written), scratch.Bytes(coding.Code), out var system, out var code))
            return;
        into.Add(new Coding(system, scratch.Keep(code), Mapped: true));
        json.Gap(GapCodes.CodeMapped);
    }

    private static Text Trimmed(ref JsonCursor json) => json.Scratch.Keep(json.Text().Trim((byte)' '));
}
