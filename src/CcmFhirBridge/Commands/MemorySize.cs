using System.Globalization;

namespace CcmFhirBridge.Commands;

/// <summary>Sizes as people write them: <c>512MiB</c>, <c>2GiB</c>, <c>64MB</c>.</summary>
internal static class MemorySize
{
    private const long Smallest = 1024 * 1024;

    private static readonly (string Suffix, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
    ];

    /// <summary>Bytes of a size.</summary>
    /// <exception cref="UsageException">Not a size, or less than 1 MiB.</exception>
    public static long Parse(string text)
    {
        foreach (var (suffix, bytes) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                && long.TryParse(text.AsSpan(0, text.Length - suffix.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count <= long.MaxValue / bytes
                && count * bytes >= Smallest)
            {
                return count * bytes;
            }
        }

        throw new UsageException($"--memory '{text}' is not a size. Write a whole number and a unit, such as 512MiB; the smallest is 1MiB.");
    }
}
