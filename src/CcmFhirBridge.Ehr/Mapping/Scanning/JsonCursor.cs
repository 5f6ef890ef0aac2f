using System.Text.Json;

namespace CcmFhirBridge.Ehr.Mapping.Scanning;

/// <summary>
/// The one place that knows how JSON is scanned: a walk over objects and arrays that is lenient about types and tells paths. A faster
/// scanner takes its place by offering the same members.
/// </summary>
internal ref struct JsonCursor
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly Scratch _scratch;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _name;
    private int _nameStart;
    private int _nameLength;
    private int _depth;

    /// <summary>A walk that stands on the first token.</summary>
    /// <exception cref="JsonException">Not JSON.</exception>
    public JsonCursor(ReadOnlySpan<byte> json, Scratch scratch)
    {
        _json = json;
        _scratch = scratch;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Scratch.MaxDepth });
        _reader.Read();
    }

    public readonly Scratch Scratch => _scratch;

    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;

    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;

    public readonly bool IsString => _reader.TokenType == JsonTokenType.String;

    public readonly bool IsTrue => _reader.TokenType == JsonTokenType.True;

    public readonly bool IsFalse => _reader.TokenType == JsonTokenType.False;

    public readonly long Consumed => _reader.BytesConsumed;

    /// <summary>Steps into an object; anything else is a gap and is passed over.</summary>
    public bool EnterObject() => Enter(JsonTokenType.StartObject);

    /// <summary>Steps into an array; anything else is a gap and is passed over.</summary>
    public bool EnterArray() => Enter(JsonTokenType.StartArray);

    /// <summary>Steps to the value of the next property; false at the object's end.</summary>
    public bool NextProperty()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            _depth--;
            return false;
        }

        _nameStart = (int)_reader.TokenStartIndex + 1;
        _nameLength = _reader.ValueSpan.Length;
        _name = _reader.ValueIsEscaped ? Unescape() : _reader.ValueSpan;
        _scratch.AtName(_depth, _nameStart, _nameLength);
        _reader.Read();
        return true;
    }

    /// <summary>Steps to the next item; false at the array's end.</summary>
    public bool NextItem()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            _depth--;
            return false;
        }

        _scratch.AtNextItem(_depth);
        return true;
    }

    /// <summary>Whether the property is called so and has not come before; a second one is a gap and matches nothing.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name)
    {
        if (!_name.SequenceEqual(name))
            return false;
        if (!_scratch.SeenBefore(_depth, _json, _nameStart, _nameLength))
            return true;
        Gap(GapCodes.DuplicateKey);
        return false;
    }

    public readonly bool NameStartsWith(ReadOnlySpan<byte> prefix) => _name.StartsWith(prefix);

    public void SkipValue() => _reader.Skip();

    /// <summary>Passes over what is left of the object that the cursor is in.</summary>
    public void LeaveObject()
    {
        while (NextProperty())
            _reader.Skip();
    }

    /// <summary>The text of a string value; anything else is a gap, passed over, and empty. Valid until the next step.</summary>
    public ReadOnlySpan<byte> Text()
    {
        if (_reader.TokenType != JsonTokenType.String)
        {
            Gap(GapCodes.ValueType);
            _reader.Skip();
            return default;
        }

        if (_reader.ValueSpan.IsEmpty)
            Gap(GapCodes.ValueEmpty);
        return _reader.ValueIsEscaped ? Unescape() : _reader.ValueSpan;
    }

    public Text KeptText() => _scratch.Keep(Text());

    public bool? Boolean()
    {
        if (IsTrue || IsFalse)
            return IsTrue;
        Gap(GapCodes.ValueType);
        _reader.Skip();
        return null;
    }

    public decimal? Number()
    {
        if (_reader.TokenType == JsonTokenType.Number)
        {
            if (_reader.TryGetDecimal(out var value))
                return value;
        }
        else
        {
            _reader.Skip();
        }

        Gap(GapCodes.ValueType);
        return null;
    }

    public readonly void Gap(string code) => _scratch.Gaps.Add(new GapDraft(code, Path()));

    public readonly string Path() => _scratch.Path(_depth, _json);

    private bool Enter(JsonTokenType token)
    {
        if (_reader.TokenType == token)
        {
            _depth++;
            _scratch.EnterLevel(_depth);
            return true;
        }

        Gap(GapCodes.ValueType);
        _reader.Skip();
        return false;
    }

    private readonly ReadOnlySpan<byte> Unescape()
    {
        var room = _scratch.RoomToUnescape(_reader.ValueSpan.Length);
        try
        {
            return room.AsSpan(0, _reader.CopyString(room));
        }
        catch (InvalidOperationException wrong)
        {
            // A lone surrogate such as "\ud800" is well-formed JSON and no text.
            throw new JsonException("A string holds half a surrogate pair.", wrong);
        }
    }
}
