using System.Runtime.InteropServices;
using System.Text;
using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>A stretch of text kept in a <see cref="Scratch"/>.</summary>
internal readonly record struct Text(int Start, int Length)
{
    public bool IsEmpty => Length == 0;
}

/// <summary>A code with the system that we know it by; <paramref name="Mapped"/> when the practice's table says it of another one.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Coding(CodeSystem System, Text Code, bool Mapped = false);

/// <summary>What was odd, before it has a source.</summary>
internal readonly record struct GapDraft(string Code, string Path);

/// <summary>Everything that reading one resource needs besides its bytes; used again for the next one, so that reading allocates nothing.</summary>
internal sealed class Scratch(CodeTable? codes = null)
{
    public const int MaxDepth = 64;

    private readonly int[] _pathStarts = new int[MaxDepth + 2];
    private readonly int[] _pathLengths = new int[MaxDepth + 2];
    private readonly ulong[] _seen = new ulong[(MaxDepth + 2) * 2];
    private byte[] _arena = new byte[4096];
    private int _used;

    /// <summary>The practice's code table; null when it has none.</summary>
    public CodeTable? Codes { get; } = codes;

    public List<GapDraft> Gaps { get; } = [];

    /// <summary>Cleared by who fills it.</summary>
    public List<Coding> Codings { get; } = [];

    public byte[] Unescaped { get; private set; } = new byte[256];

    public void Reset()
    {
        _used = 0;
        Gaps.Clear();
        Codings.Clear();
    }

    public Text Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _arena.Length - _used)
            Array.Resize(ref _arena, Math.Max(_arena.Length * 2, _used + bytes.Length));
        bytes.CopyTo(_arena.AsSpan(_used));
        var kept = new Text(_used, bytes.Length);
        _used += bytes.Length;
        return kept;
    }

    public ReadOnlySpan<byte> Bytes(Text text) => _arena.AsSpan(text.Start, text.Length);

    public string String(Text text) => Encoding.UTF8.GetString(Bytes(text));

    public bool Is(Text text, ReadOnlySpan<byte> value) => Bytes(text).SequenceEqual(value);

    public byte[] RoomToUnescape(int length)
    {
        if (Unescaped.Length < length)
            Unescaped = new byte[length];
        return Unescaped;
    }

    public void EnterLevel(int depth)
    {
        _seen[depth * 2] = 0;
        _seen[(depth * 2) + 1] = 0;
        _pathLengths[depth] = 0;
        _pathStarts[depth] = -1;
    }

    public void AtName(int depth, int start, int length)
    {
        _pathStarts[depth] = start;
        _pathLengths[depth] = length;
    }

    /// <summary>Array items are told from names by a negative length: −1 is item 0.</summary>
    public void AtNextItem(int depth) => _pathLengths[depth]--;

    /// <summary>Notes a property; false when it has come before in the same object.</summary>
    public bool IsFirst(int depth, Key key)
    {
        ref var seen = ref _seen[(depth * 2) + ((byte)key >> 6)];
        var bit = 1UL << ((byte)key & 63);
        var isFirst = (seen & bit) == 0;
        seen |= bit;
        return isFirst;
    }

    public string Path(int depth, ReadOnlySpan<byte> json)
    {
        var path = new StringBuilder("$");
        for (var level = 1; level <= depth; level++)
        {
            var length = _pathLengths[level];
            if (length > 0)
                path.Append('.').Append(Encoding.UTF8.GetString(json.Slice(_pathStarts[level], length)));
            else if (length < 0)
                path.Append('[').Append(-length - 1).Append(']');
        }

        return path.ToString();
    }
}
