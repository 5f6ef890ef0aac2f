using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>
/// The one place that knows how JSON is scanned: a walk over objects and arrays that is lenient about types and tells paths. It stands
/// on the first byte of a value, or behind one. A faster scanner takes its place by offering the same members.
/// </summary>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly Scratch _scratch;
    private int _at;
    private int _depth;
    private bool _entered;
    private Key _key;

    /// <summary>A walk that stands on the first value.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public JsonCursor(ReadOnlySpan<byte> json, Scratch scratch)
    {
        _json = json;
        _scratch = scratch;
        _at = JsonGrammar.Next(json, 0);
    }

    public readonly Scratch Scratch => _scratch;

    /// <summary>Whether there was a property that was not wanted.</summary>
    public bool HasPassedOver { get; private set; }

    public readonly bool IsObject => _json[_at] == '{';

    public readonly bool IsArray => _json[_at] == '[';

    public readonly bool IsString => _json[_at] == '"';

    /// <summary>Steps into an object; anything else is a gap and is passed over.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Steps into an array; anything else is a gap and is passed over.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>
    /// Steps to the value of the next wanted property; false at the object's end. Of a property that comes twice the first is given and
    /// the second is a gap.
    /// </summary>
    public bool NextProperty(Keys wanted)
    {
        // Locals, because this loop is where the time goes.
        var json = _json;
        while (NextIn((byte)'}'))
        {
            var at = _at;
            if (json[at] != '"')
                throw JsonGrammar.Broken();
            var start = at + 1;
            var end = JsonGrammar.NextSpecial(json, start);
            var isEscaped = json[end] != '"';
            if (isEscaped)
                end = JsonGrammar.EndOfString(json, at, out _) - 1;
            at = JsonGrammar.AfterColon(json, end + 1);
            var key = wanted.Find(isEscaped ? Unescape(start, end - start) : json[start..end]);
            if (key != Key.None)
            {
                _scratch.AtName(_depth, start, end - start);
                if (_scratch.IsFirst(_depth, key))
                {
                    _at = at;
                    _key = key;
                    return true;
                }

                Gap(GapCodes.DuplicateKey);
            }

            HasPassedOver = true;
            _at = JsonGrammar.EndOfValue(json, at, _depth);
        }

        _depth--;
        return false;
    }

    /// <summary>Steps to the next item; false at the array's end.</summary>
    public bool NextItem()
    {
        if (NextIn((byte)']'))
        {
            _scratch.AtNextItem(_depth);
            return true;
        }

        _depth--;
        return false;
    }

    /// <summary>Whether this is the property that the walk stands on.</summary>
    public readonly bool NameIs(Key key) => _key == key;

    public void SkipValue() => _at = JsonGrammar.EndOfValue(_json, _at, _depth);

    /// <summary>Passes over what is left of the object that the cursor is in.</summary>
    public void LeaveObject() => NextProperty(default);

    /// <summary>The text of a string value; anything else is a gap, passed over, and empty. Valid until the next step.</summary>
    public ReadOnlySpan<byte> Text()
    {
        if (!IsString)
        {
            Gap(GapCodes.ValueType);
            SkipValue();
            return default;
        }

        var start = _at + 1;
        _at = JsonGrammar.EndOfString(_json, _at, out var isEscaped);
        var text = _json[start..(_at - 1)];
        if (text.IsEmpty)
            Gap(GapCodes.ValueEmpty);
        return isEscaped ? Unescape(start, text.Length) : text;
    }

    public Text KeptText() => _scratch.Keep(Text());

    public bool? Boolean()
    {
        var first = _json[_at];
        if (first is not ((byte)'t' or (byte)'f'))
            Gap(GapCodes.ValueType);
        SkipValue();
        return first == 't' ? true : first == 'f' ? false : null;
    }

    public decimal? Number()
    {
        var start = _at;
        SkipValue();
        if (_json[start] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            var reader = new Utf8JsonReader(_json[start.._at]);
            reader.Read();
            if (reader.TryGetDecimal(out var value))
                return value;
        }

        Gap(GapCodes.ValueType);
        return null;
    }

    public readonly void Gap(string code) => _scratch.Gaps.Add(new GapDraft(code, Path()));

    public readonly string Path() => _scratch.Path(_depth, _json);

    private bool Enter(byte open)
    {
        if (_json[_at] != open)
        {
            Gap(GapCodes.ValueType);
            SkipValue();
            return false;
        }

        if (++_depth > Scratch.MaxDepth)
            throw new JsonException("Nested too deeply.");
        _at++;
        _entered = true;
        _scratch.EnterLevel(_depth);
        return true;
    }

    // Steps over the comma to what comes next in the object or array, or over its end.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool NextIn(byte close)
    {
        _at = JsonGrammar.Next(_json, _at);
        var isFirst = _entered;
        _entered = false;
        if (_json[_at] == close)
        {
            _at++;
            return false;
        }

        if (isFirst)
            return true;
        if (_json[_at] != ',')
            throw JsonGrammar.Broken();
        _at = JsonGrammar.Next(_json, _at + 1);
        return true;
    }

    private readonly ReadOnlySpan<byte> Unescape(int start, int length)
    {
        var room = _scratch.RoomToUnescape(length);
        try
        {
            // With its quotes around it the text is a JSON value of its own.
            var reader = new Utf8JsonReader(_json.Slice(start - 1, length + 2));
            reader.Read();
            return room.AsSpan(0, reader.CopyString(room));
        }
        catch (InvalidOperationException wrong)
        {
            // A lone surrogate such as "\ud800" is well-formed JSON and no text.
            throw new JsonException("A string holds half a surrogate pair.", wrong);
        }
    }
}
