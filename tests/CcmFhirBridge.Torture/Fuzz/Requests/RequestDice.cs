using System.Text;

namespace CcmFhirBridge.Torture.Fuzz.Requests;

/// <summary>Draws whatever a request is made of. Everything follows from the seed of the run and the number of the request.</summary>
/// <param name="seed">Seed of the run.</param>
/// <param name="number">Number of the request.</param>
internal sealed class RequestDice(int seed, int number)
{
    private static readonly string[] s_pieces =
    [
        "'", "\"", "' OR 1=1 --", "'; DROP TABLE claim; --", "%", "_", "\\", "\\,", "\\$", "$$", "@x", "|", "||", ",", ",,", "\u0000", "\r\n", "\u001b[31m", "\u202e", "\u200b", "é", "😀", "\ufffd",
        "..", "../", "/", "//", ":", ".", "*", "+", " ", "<script>", "<!DOCTYPE x>", "${jndi:ldap://x}", "{{7*7}}", "-1", "0", "2147483648", "99999999999999999999", "1e999", "NaN", "null",
        "true", "eq", "gt", "sa", "ap", "0000", "9999-12-31", "2026-02-30", "2026-04", "2026-04-31T25:61:61Z", "T", "Z", "+14:00", "Patient", "Claim", "resourceType", "urn:uuid:", "http://", "file:///etc/passwd",
    ];

    private readonly Random _random = new(Mixed(((ulong)(uint)seed << 32) | (uint)number));

    public int Below(int end) => _random.Next(end);

    public bool Chance(int ofHundred) => _random.Next(100) < ofHundred;

    public T One<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    public string One(string words) => One(words.Split(' '));

    /// <summary>Some text: pieces that mean something somewhere, and characters.</summary>
    public string Text(int most = 6)
    {
        var text = new StringBuilder();
        for (var left = _random.Next(most + 1); left > 0; left--)
            text.Append(Chance(70) ? One(s_pieces) : ((char)_random.Next(0x20, 0x7f)).ToString());
        return Chance(3) ? string.Concat(Enumerable.Repeat(text.Append('a').ToString(), _random.Next(1, 400))) : text.ToString();
    }

    /// <summary>A text with a few of its characters changed, left out or doubled, or a piece put between them.</summary>
    public string Changed(string text)
    {
        for (var left = _random.Next(1, 4); left > 0 && text.Length > 0; left--)
        {
            var at = _random.Next(text.Length);
            text = _random.Next(5) switch
            {
                0 => text[..at] + (char)_random.Next(0x20, 0x7f) + text[(at + 1)..],
                1 => text.Remove(at, 1),
                2 => text[..at],
                3 => text.Insert(at, One(s_pieces)),
                _ => text.Insert(at, text[at..Math.Min(at + 30, text.Length)]),
            };
        }

        return text;
    }

    /// <summary>A body with a few of its bytes changed, or changed as text.</summary>
    public byte[] Changed(byte[] bytes)
    {
        if (Chance(60))
            return Encoding.UTF8.GetBytes(Changed(Encoding.UTF8.GetString(bytes)));
        var changed = bytes.ToArray();
        for (var left = _random.Next(1, 5); left > 0 && changed.Length > 0; left--)
            changed[_random.Next(changed.Length)] = (byte)_random.Next(256);
        return changed;
    }

    // Seeds that follow each other would draw much alike. The end of SplitMix64.
    private static int Mixed(ulong seed)
    {
        unchecked
        {
            seed += 0x9e3779b97f4a7c15;
            seed = (seed ^ (seed >> 30)) * 0xbf58476d1ce4e5b9;
            seed = (seed ^ (seed >> 27)) * 0x94d049bb133111eb;
            return (int)(seed ^ (seed >> 31));
        }
    }

    /// <summary>Text as a part of an address: mostly escaped.</summary>
    public string Escaped(string text) => Uri.EscapeDataString(text);
}
