using System.Buffers;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>A body in a rented buffer; its bytes are valid until it is disposed.</summary>
internal sealed class PooledBody : IDisposable
{
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private PooledBody(byte[] buffer) => _buffer = buffer;

    /// <summary>The bytes, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            var bytes = _buffer.AsMemory(0, _length);
            return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        }
    }

    /// <summary>Reads to the end; null when the body is longer than <paramref name="longest"/>, however small it was on the wire.</summary>
    public static async Task<PooledBody?> ReadAsync(Stream stream, int longest, CancellationToken cancellation)
    {
        var body = new PooledBody(ArrayPool<byte>.Shared.Rent(FirstBuffer));
        try
        {
            while (true)
            {
                if (body._length == body._buffer.Length)
                    body.Grow();
                var read = await stream.ReadAsync(body._buffer.AsMemory(body._length), cancellation);
                if (read == 0)
                    return body;
                body._length += read;
                if (body._length > longest)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
