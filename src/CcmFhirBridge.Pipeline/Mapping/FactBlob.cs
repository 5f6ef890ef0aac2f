using System.Text;

namespace CcmFhirBridge.Pipeline.Mapping;

/// <summary>
/// The facts of one patient as one compact row: a format byte, then for each resource its key and its facts, both with their length.
/// </summary>
public sealed class FactBlob
{
    private const byte Format = 1;

    private readonly List<Item> _items = [];

    private readonly record struct Item(string Key, ReadOnlyMemory<byte> Facts);

    /// <summary>An empty row.</summary>
    public FactBlob()
    {
    }

    /// <summary>Reads a row; it keeps slices of <paramref name="bytes"/>.</summary>
    /// <exception cref="InvalidDataException">The row is damaged or of a newer format.</exception>
    public FactBlob(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (bytes.Span[0] != Format)
            throw new InvalidDataException($"Facts have format {bytes.Span[0]}, which this version does not know.");
        var at = 1;
        while (at < bytes.Length)
        {
            var key = Encoding.UTF8.GetString(Next(bytes, ref at).Span);
            _items.Add(new Item(key, Next(bytes, ref at)));
        }
    }

    /// <summary>Number of resources in the row.</summary>
    public int Count => _items.Count;

    /// <summary>Facts of each resource that says something.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Facts => _items.Where(item => !item.Facts.IsEmpty).Select(item => item.Facts);

    /// <summary>Key of each resource in the row.</summary>
    public IEnumerable<string> Keys => _items.Select(item => item.Key);

    /// <summary>Whether the resource is in the row.</summary>
    public bool Contains(string key) => IndexOf(key) >= 0;

    /// <summary>Puts the resource's facts in the place of its old ones. Returns whether anything changed.</summary>
    public bool Set(string key, ReadOnlyMemory<byte> facts)
    {
        var index = IndexOf(key);
        if (index < 0)
        {
            _items.Add(new Item(key, facts.ToArray()));
            return true;
        }

        if (_items[index].Facts.Span.SequenceEqual(facts.Span))
            return false;
        _items[index] = new Item(key, facts.ToArray());
        return true;
    }

    /// <summary>Takes the resource out. Returns whether it was there.</summary>
    public bool Remove(string key)
    {
        var index = IndexOf(key);
        if (index < 0)
            return false;
        _items.RemoveAt(index);
        return true;
    }

    /// <summary>The row as bytes; empty when it has no resource.</summary>
    public byte[] ToArray()
    {
        if (_items.Count == 0)
            return [];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Format);
        foreach (var item in _items)
        {
            writer.Write7BitEncodedInt(Encoding.UTF8.GetByteCount(item.Key));
            writer.Write(Encoding.UTF8.GetBytes(item.Key));
            writer.Write7BitEncodedInt(item.Facts.Length);
            writer.Write(item.Facts.Span);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private int IndexOf(string key) => _items.FindIndex(item => item.Key == key);

    private static ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> bytes, ref int at)
    {
        long length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= bytes.Length || shift > 28)
                throw new InvalidDataException("Facts are cut off.");
            var part = bytes.Span[at++];
            length |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
                break;
        }

        if (length > bytes.Length - at)
            throw new InvalidDataException("Facts are cut off.");
        var slice = bytes.Slice(at, (int)length);
        at += (int)length;
        return slice;
    }
}
