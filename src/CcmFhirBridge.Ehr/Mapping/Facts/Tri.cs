namespace CcmFhirBridge.Ehr.Mapping.Facts;

/// <summary>Yes, no or not said, in a byte.</summary>
internal static class Tri
{
    public static byte Encode(bool? value) => value switch { null => 0, false => 1, true => 2 };

    public static bool? Decode(int value) => value == 0 ? null : value == 2;
}
