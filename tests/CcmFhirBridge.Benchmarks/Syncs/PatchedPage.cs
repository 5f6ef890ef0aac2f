using System.Globalization;
using System.Text;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>A page of one patient that becomes that of another by other digits: handing it out costs no more than its bytes.</summary>
internal sealed class PatchedPage
{
    private const int Digits = 7;

    private readonly byte[] _template;
    private readonly List<int> _places = [];

    /// <summary>Looks for the places of the number.</summary>
    /// <param name="template">The page of patient 0; every number of it stands as seven digits behind a letter <c>p</c> or <c>e</c>.</param>
    public PatchedPage(string template)
    {
        _template = Encoding.UTF8.GetBytes(template);
        var zero = new string('0', Digits);
        for (var at = template.IndexOf(zero, StringComparison.Ordinal); at >= 0; at = template.IndexOf(zero, at + Digits, StringComparison.Ordinal))
        {
            if (template[at - 1] is 'p' or 'e')
                _places.Add(at);
        }
    }

    /// <summary>Length in bytes, of every patient the same.</summary>
    public int Length => _template.Length;

    /// <summary>Id of a patient.</summary>
    public static string Id(int patient) => string.Create(CultureInfo.InvariantCulture, $"p{patient:D7}");

    /// <summary>The page of a patient.</summary>
    public byte[] Of(ReadOnlySpan<char> id)
    {
        var page = (byte[])_template.Clone();
        foreach (var place in _places)
            Encoding.UTF8.GetBytes(id[1..], page.AsSpan(place, Digits));
        return page;
    }
}
