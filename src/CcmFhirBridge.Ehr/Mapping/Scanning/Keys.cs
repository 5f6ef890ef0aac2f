using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>The properties that are wanted in one object; all others are passed over without a look at their value.</summary>
internal readonly record struct Keys(ulong Low, ulong High)
{
    private const int Buckets = 256;

    private static readonly byte[][] Names =
        [.. Enum.GetValues<Key>().Select(key => key == Key.None ? [] : Encoding.UTF8.GetBytes(JsonNamingPolicy.CamelCase.ConvertName(key.ToString())))];

    // Keys by the hash of their name: the first of each bucket, and for each key the next in its bucket.
    private static readonly byte[] FirstOf = new byte[Buckets];
    private static readonly byte[] NextOf = Chains();

    public static Keys Of(params ReadOnlySpan<Key> keys)
    {
        var (low, high) = (0UL, 0UL);
        foreach (var key in keys)
        {
            if ((byte)key < 64)
                low |= 1UL << (byte)key;
            else
                high |= 1UL << ((byte)key - 64);
        }

        return new Keys(low, high);
    }

    public static Keys operator |(Keys left, Keys right) => new(left.Low | right.Low, left.High | right.High);

    public bool Has(Key key) => (((byte)key < 64 ? Low >> (byte)key : High >> ((byte)key - 64)) & 1) != 0;

    public static ReadOnlySpan<byte> NameOf(Key key) => Names[(byte)key];

    /// <summary>Which of the wanted properties has this name; <see cref="Key.None"/> when it is another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Key Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return Key.None;
        var key = FirstOf[BucketOf(name)];
        while (key != 0 && !(Has((Key)key) && name.SequenceEqual(Names[key])))
            key = NextOf[key];
        return (Key)key;
    }

    private static byte[] Chains()
    {
        var next = new byte[Names.Length];
        for (var key = Names.Length - 1; key > 0; key--)
        {
            var bucket = BucketOf(Names[key]);
            next[key] = FirstOf[bucket];
            FirstOf[bucket] = (byte)key;
        }

        return next;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte BucketOf(ReadOnlySpan<byte> name) => unchecked((byte)((name.Length * 29) + (name[0] * 5) + (name[^1] * 83) + (name[name.Length >> 1] * 13)));
}
