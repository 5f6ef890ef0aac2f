namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Reads another stream, counts its bytes and remembers the last four of them.</summary>
internal sealed class CountedStream(Stream inner) : Stream
{
    private uint _lastFour;

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <summary>The last four bytes read, the last one highest.</summary>
    public uint LastFour => _lastFour;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Count; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count += read;
        foreach (var next in buffer[Math.Max(0, read - 4)..read])
            _lastFour = (_lastFour >> 8) | ((uint)next << 24);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
