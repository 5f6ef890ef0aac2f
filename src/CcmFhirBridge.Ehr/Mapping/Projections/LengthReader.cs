using System.Text;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Reads <c>Encounter.length</c>: UCUM seconds, minutes and hours, never a default.</summary>
internal static class LengthReader
{
    /// <summary>Ten days: far beyond any entry, and far inside what a span can hold.</summary>
    public const decimal MostSeconds = 864_000m;

    public static void Read(ref JsonCursor json, Projection into, EncounterDraft draft)
    {
        draft.HasLength = true;
        if (QuantityDraft.Read(ref json) is not { } quantity)
            return;
        var (value, system, code, unit) = quantity;
        var factor = system is CodeSystem.Ucum or CodeSystem.Absent ? Factor(into.Scratch.Bytes(code.IsEmpty ? unit : code)) : 0;
        var path = json.Path();
        if (factor == 0 || value is not { } number || number < 0 || number * factor > MostSeconds)
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
