using System.Buffers;

namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>A window on a stream that slides forward and grows only for a value that is longer than it.</summary>
internal sealed class SlidingBuffer(Stream stream, int size = SlidingBuffer.DefaultSize) : IDisposable
{
    private const int DefaultSize = 256 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);
    private int _start;
    private int _end;

    public bool AtEndOfStream { get; private set; }

    public ReadOnlySpan<byte> Window => _bytes.AsSpan(_start, _end - _start);

    public void Advance(int count) => _start += count;

    /// <summary>Reads more behind what is there; false when the stream has ended or <paramref name="limit"/> is reached.</summary>
    public bool Fill(int limit = int.MaxValue)
    {
        if (AtEndOfStream || _end - _start >= limit)
            return false;
        if (_end == _bytes.Length)
            MakeRoom();
        var read = stream.Read(_bytes, _end, _bytes.Length - _end);
        _end += read;
        AtEndOfStream = read == 0;
        return read > 0;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
    }

    private void MakeRoom()
    {
        var kept = _end - _start;
        if (_start > 0 && kept <= _bytes.Length / 2)
        {
            _bytes.AsSpan(_start, kept).CopyTo(_bytes);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(checked(_bytes.Length * 2));
            _bytes.AsSpan(_start, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
            _bytes = larger;
        }

        _start = 0;
        _end = kept;
    }
}
