using System.Text;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads <c>Encounter.length</c>: UCUM seconds, minutes and hours, never a default.</summary>
internal static class LengthReader
{
    private static readonly Keys Properties = Keys.Of(Key.Value, Key.System, Key.Code, Key.Unit, Key.Comparator);

    // Ten days: far beyond any entry, and far inside what a span can hold.
    private const decimal MostSeconds = 864_000m;

    public static void Read(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        draft.HasLength = true;
        decimal? value = null;
        var system = CodeSystem.Absent;
        Text code = default;
        Text unit = default;
        var plain = true;
        if (!json.EnterObject())
            return;
        while (json.NextProperty(Properties))
        {
            if (json.NameIs(Key.Value))
                value = json.Number();
            else if (json.NameIs(Key.System))
                system = CodeSystems.Of(json.Text());
            else if (json.NameIs(Key.Code))
                code = json.KeptText();
            else if (json.NameIs(Key.Unit))
                unit = json.KeptText();
            else
            {
                // A comparator makes it no number.
                plain &= !json.NameIs(Key.Comparator);
                json.SkipValue();
            }
        }

        var factor = system is CodeSystem.Ucum or CodeSystem.Absent ? Factor(into.Scratch.Bytes(code.IsEmpty ? unit : code)) : 0;
        var path = json.Path();
        if (!plain || factor == 0 || value is not { } number || number < 0 || number * factor > MostSeconds)
        {
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.LengthUnreadable, path));
            return;
        }

        if (system == CodeSystem.Absent)
            into.Scratch.Gaps.Add(new GapDraft(GapCodes.UnitWithoutSystem, path));
        draft.Length = TimeSpan.FromTicks((long)decimal.Truncate(number * factor * TimeSpan.TicksPerSecond));
    }

    private static int Factor(ReadOnlySpan<byte> unit) => unit.Length > 8 ? 0 : Encoding.UTF8.GetString(unit).ToUpperInvariant() switch
    {
        "S" or "SEC" or "SECOND" or "SECONDS" => 1,
        "MIN" or "MINS" or "MINUTE" or "MINUTES" => 60,
        "H" or "HR" or "HRS" or "HOUR" or "HOURS" => 3600,
        _ => 0,
    };
}
