namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Codes that bill CCM itself; on a time entry they label the work.</summary>
internal static class CcmFamily
{
    public static bool Contains(ReadOnlySpan<byte> code) => code.Length == 5
        && (code.SequenceEqual("99490"u8) || code.SequenceEqual("99439"u8) || code.SequenceEqual("99487"u8)
            || code.SequenceEqual("99489"u8) || code.SequenceEqual("99491"u8) || code.SequenceEqual("99437"u8)
            || code.SequenceEqual("G2058"u8) || code.SequenceEqual("G0511"u8));
}
