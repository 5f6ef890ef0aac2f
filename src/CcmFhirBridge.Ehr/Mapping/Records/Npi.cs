namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>The check digit of a National Provider Identifier (Luhn over <c>80840</c> and the number).</summary>
internal static class Npi
{
    // What 80840 adds to the sum.
    private const int Prefix = 24;

    public static bool IsValid(ReadOnlySpan<byte> npi)
    {
        if (npi.Length != 10)
            return false;
        var sum = Prefix;
        for (var i = 0; i < npi.Length; i++)
        {
            if (npi[i] is < (byte)'0' or > (byte)'9')
                return false;
            var digit = npi[i] - '0';
            if (i % 2 == 0)
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            sum += digit;
        }

        return sum % 10 == 0;
    }
}
