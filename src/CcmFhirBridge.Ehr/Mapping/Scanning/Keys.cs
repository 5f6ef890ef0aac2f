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
    private static readonly Key[] FirstOf = new Key[Buckets];
    private static readonly Key[] NextOf = new Key[Names.Length];

    static Keys()
    {
        for (var key = Names.Length - 1; key > 0; key--)
        {
            var bucket = BucketOf(Names[key]);
            NextOf[key] = FirstOf[bucket];
            FirstOf[bucket] = (Key)key;
        }
    }

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
    public Key Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
            return Key.None;
        var key = FirstOf[BucketOf(name)];
        while (key != Key.None && !(Has(key) && name.SequenceEqual(Names[(byte)key])))
            key = NextOf[(byte)key];
        return key;
    }

    private static byte BucketOf(ReadOnlySpan<byte> name) => unchecked((byte)((name.Length * 29) + (name[0] * 5) + (name[^1] * 83) + (name[name.Length >> 1] * 13)));
}
