namespace CcmFhirBridge.Ehr.Populations;

/// <summary>A 64-bit hash that is the same on every machine: FNV-1a with a final mix, so that its upper bits choose partitions evenly.</summary>
internal static class StableHash
{
    private const ulong Basis = 14695981039346656037UL;
    private const ulong Prime = 1099511628211UL;

    public static ulong Of(ReadOnlySpan<byte> bytes) => Of(Basis, bytes);

    /// <summary>The hash of <paramref name="first"/> followed by <paramref name="rest"/>.</summary>
    public static ulong Of(byte first, ReadOnlySpan<byte> rest) => Of(unchecked((Basis ^ first) * Prime), rest);

    private static ulong Of(ulong hash, ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            foreach (var value in bytes)
                hash = (hash ^ value) * Prime;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93UL;
            return hash ^ (hash >> 32);
        }
    }
}
