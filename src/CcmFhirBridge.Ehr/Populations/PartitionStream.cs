namespace CcmFhirBridge.Ehr.Populations;

/// <summary>A partition from its beginning: what is on disk, then what is in memory.</summary>
internal sealed class PartitionStream(FileStream? file, List<byte[]> chunks, long inMemory) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (file?.Length ?? 0) + inMemory;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (file is not null && file.Read(buffer) is var fromFile and > 0)
            return fromFile;
        var left = (int)Math.Min(buffer.Length, inMemory - _read);
        if (left <= 0)
            return 0;
        var chunk = chunks[(int)(_read / MemoryBudget.ChunkSize)];
        var at = (int)(_read % MemoryBudget.ChunkSize);
        left = Math.Min(left, MemoryBudget.ChunkSize - at);
        chunk.AsSpan(at, left).CopyTo(buffer);
        _read += left;
        return left;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file?.Dispose();
        base.Dispose(disposing);
    }
}
