using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Where a walk over pages has been. A large practice has thousands of pages, so only a number that no practice has ends a walk; else it ends when it goes
/// in a circle, by its addresses or, where each address is new, by what the pages hold.
/// </summary>
internal sealed class PageTrail
{
    /// <summary>Of a thousand resources each, more than the records of any practice.</summary>
    public const int Most = 1_000_000;

    private const int MostRepeats = 3;
    private const int MostEmptyInARow = 1000;

    // Of each only a print, so that the longest walk takes little memory.
    private readonly HashSet<UInt128> _addresses = [];
    private readonly Dictionary<UInt128, int> _contents = [];
    private readonly int _most;
    private int _emptyInARow;

    /// <summary>A walk that begins.</summary>
    /// <param name="first">Address of its first page.</param>
    /// <param name="most">Pages from which on it is one that would not end.</param>
    public PageTrail(Uri first, int most = Most)
    {
        _most = most;
        Visit(first);
    }

    /// <summary>Whether there were more pages than there can be.</summary>
    public bool IsEndless => _addresses.Count >= _most;

    /// <summary>Whether this address is new.</summary>
    public bool Visit(Uri address) => _addresses.Add(Print(SHA256.HashData(Encoding.UTF8.GetBytes(address.OriginalString))));

    /// <summary>Whether pages have come back so often that they will not end.</summary>
    public bool GoesInCircles(IReadOnlyList<ReadOnlyMemory<byte>> resources)
    {
        if (resources.Count == 0)
            return ++_emptyInARow >= MostEmptyInARow;
        _emptyInARow = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in resources)
            hash.AppendData(resource.Span);
        var content = Print(hash.GetHashAndReset());
        return (_contents[content] = _contents.GetValueOrDefault(content) + 1) >= MostRepeats;
    }

    private static UInt128 Print(byte[] hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
