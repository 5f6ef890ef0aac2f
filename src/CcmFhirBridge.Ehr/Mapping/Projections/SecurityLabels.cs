using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>Labels of <c>meta.security</c> that keep what they stand on from being told to others: its confidentiality, 42 CFR Part 2, and what is sensitive by its kind.</summary>
internal static class SecurityLabels
{
    /// <summary>Whether one of the labels does.</summary>
    public static bool AnyRestricts(ref JsonCursor json)
    {
        var any = false;
        if (!json.EnterArray())
            return false;
        while (json.NextItem())
            any |= Restricts(json.Scratch.Bytes(Elements.Coding(ref json).Code));
        return any;
    }

    // By the code alone: local systems use the same ones.
    private static bool Restricts(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("R"u8) || code.SequenceEqual("V"u8) || code.SequenceEqual("42CFRPart2"u8)
        || code.SequenceEqual("ETH"u8) || code.SequenceEqual("ETHUD"u8) || code.SequenceEqual("OPIOIDUD"u8) || code.SequenceEqual("SUD"u8)
        || code.SequenceEqual("PSY"u8) || code.SequenceEqual("PSYTHPN"u8) || code.SequenceEqual("MH"u8) || code.SequenceEqual("BH"u8)
        || code.SequenceEqual("HIV"u8) || code.SequenceEqual("STD"u8) || code.SequenceEqual("SDV"u8) || code.SequenceEqual("SEX"u8) || code.SequenceEqual("GDIS"u8);
}
