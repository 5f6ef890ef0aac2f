namespace CcmFhirBridge.Ehr.Populations;

/// <summary>A 64-bit hash that is the same on every machine: FNV-1a with a final mix, so that its upper bits choose partitions evenly.</summary>
internal static class StableHash
{
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var value in bytes)
                hash = (hash ^ value) * 1099511628211UL;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93UL;
            hash ^= hash >> 32;
            hash *= 0xD6E8FEB86659FD93UL;
            return hash ^ (hash >> 32);
        }
    }
}
