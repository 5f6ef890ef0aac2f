using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Compares walks over the same pages. Where rows move between pages, a walk may show one twice and another not at all; two walks that show the same
/// met nobody at work. Of a walk only a sum of prints is kept, whatever its length.
/// </summary>
internal sealed class RepeatedWalks
{
    private const int MostWalks = 5;

    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private (ulong Sum, long Count, int Pages) _now;
    private (ulong Sum, long Count, int Pages)? _before;
    private int _walks;

    /// <summary>Whether one more walk is worth it.</summary>
    public bool MayGoOn => _walks < MostWalks;

    /// <summary>Notes a page.</summary>
    public void Add(IReadOnlyList<ReadOnlyMemory<byte>> resources)
    {
        foreach (var resource in resources)
        {
            SHA256.HashData(resource.Span, _hash);
            _now.Sum = unchecked(_now.Sum + BinaryPrimitives.ReadUInt64LittleEndian(_hash));
        }

        _now = (_now.Sum, _now.Count + resources.Count, _now.Pages + 1);
    }

    /// <summary>Ends a walk: whether it was a single page, or showed what the walk before showed.</summary>
    public bool HasRepeated()
    {
        var repeated = _now.Pages == 1 || _now == _before;
        (_before, _now) = (_now, default);
        _walks++;
        return repeated;
    }

    /// <summary>Drops a walk that did not come to its end.</summary>
    public void Forget() => _now = default;
}
