using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>SHA-256 over columns of which each says what it is and how long it is, so that two rows that differ never read the same.</summary>
public sealed class AuditDigest
{
    private const byte Absent = 0;
    private const byte Text = 1;
    private const byte Number = 2;

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public AuditDigest Add(string? column)
    {
        if (column is null)
        {
            Mark(Absent, 0);
            return this;
        }

        // Not the length in characters: a column may hold what is no text.
        var length = Encoding.UTF8.GetByteCount(column);
        Mark(Text, length);
        Encoding.UTF8.GetBytes(column, _bytes);
        return this;
    }

    public AuditDigest Add(long? column)
    {
        if (column is { } number)
        {
            Mark(Number, sizeof(long));
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number);
            _bytes.Advance(sizeof(long));
        }
        else
        {
            Mark(Absent, 0);
        }

        return this;
    }

    public byte[] ToArray() => SHA256.HashData(_bytes.WrittenSpan);

    /// <summary>Lower-case hex.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());

    private void Mark(byte what, int length)
    {
        var span = _bytes.GetSpan(1 + sizeof(int));
        span[0] = what;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
        _bytes.Advance(1 + sizeof(int));
    }
}
