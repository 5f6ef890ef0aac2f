using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>
/// Where a walk over pages has been. There is no limit on pages, since a large practice has thousands; a walk ends when it goes in a
/// circle, by its addresses or, where each address is new, by what the pages hold.
/// </summary>
internal sealed class PageTrail
{
    private const int MostRepeats = 3;
    private const int MostEmptyInARow = 1000;

    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _contents = new(StringComparer.Ordinal);
    private int _emptyInARow;

    public PageTrail(Uri first) => Visit(first);

    /// <summary>Whether this address is new.</summary>
    public bool Visit(Uri address) => _addresses.Add(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(address.OriginalString))));

    /// <summary>Whether pages have come back so often that they will not end.</summary>
    public bool GoesInCircles(IReadOnlyList<ReadOnlyMemory<byte>> resources)
    {
        if (resources.Count == 0)
            return ++_emptyInARow >= MostEmptyInARow;
        _emptyInARow = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var resource in resources)
            hash.AppendData(resource.Span);
        var content = Convert.ToHexString(hash.GetHashAndReset());
        return (_contents[content] = _contents.GetValueOrDefault(content) + 1) >= MostRepeats;
    }
}
