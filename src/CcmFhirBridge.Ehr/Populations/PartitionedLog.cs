using System.Globalization;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Records appended to partitions, in memory while it lasts and in one file a partition after that. Read back in order.</summary>
internal sealed class PartitionedLog : IDisposable
{
    public const int Partitions = 64;

    // Chunks are large: a buffer of the stream's own would only copy them.
    private static readonly FileStreamOptions SpillingFile = new() { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 };
    private static readonly FileStreamOptions SpilledFile = new() { BufferSize = 0, Options = FileOptions.SequentialScan };

    private sealed class Partition
    {
        public List<byte[]> Chunks { get; } = [];

        public int UsedInLast { get; set; }

        public string? File { get; set; }

        public long InMemory => Chunks.Count == 0 ? 0 : ((Chunks.Count - 1L) * MemoryBudget.ChunkSize) + UsedInLast;
    }

    private readonly string _name;
    private readonly SpillFolder _folder;
    private readonly MemoryBudget _budget;
    private readonly Partition[] _partitions = [.. Enumerable.Range(0, Partitions).Select(_ => new Partition())];

    public PartitionedLog(string name, SpillFolder folder, MemoryBudget budget)
    {
        _name = name;
        _folder = folder;
        _budget = budget;
        budget.Add(this);
    }

    public long Bytes { get; private set; }

    public static int PartitionOf(ulong hash) => (int)(hash >> 58);

    public void Append(int partition, ReadOnlySpan<byte> record)
    {
        Span<byte> prefix = stackalloc byte[5];
        var used = 0;
        for (var length = (uint)record.Length; ; length >>= 7)
        {
            prefix[used++] = (byte)(length < 0x80 ? length : (length & 0x7F) | 0x80);
            if (length < 0x80)
                break;
        }

        Copy(_partitions[partition], prefix[..used]);
        Copy(_partitions[partition], record);
        Bytes += record.Length + used;
    }

    /// <summary>Everything of a partition, in the order appended; <paramref name="room"/> is used again and grows as needed.</summary>
    public ReadOnlyMemory<byte> Load(int partition, ref byte[] room)
    {
        using var stream = OpenRead(partition);
        var length = checked((int)stream.Length);
        if (room.Length < length)
            room = GC.AllocateUninitializedArray<byte>(checked(length + (length / 4)));
        stream.ReadExactly(room, 0, length);
        return room.AsMemory(0, length);
    }

    /// <summary>The record at <paramref name="at"/> of a loaded partition; moves behind it.</summary>
    public static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> partition, ref int at)
    {
        var reader = new Mapping.Facts.FactReader(partition[at..]);
        var length = reader.Count();
        var record = reader.Take(length);
        at += reader.Position;
        return record;
    }

    public Stream OpenRead(int partition)
    {
        var source = _partitions[partition];
        try
        {
            return new PartitionStream(source.File is null ? null : new FileStream(source.File, SpilledFile), source.Chunks, source.InMemory);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw _folder.Failed(failure);
        }
    }

    public void Clear(int partition)
    {
        var source = _partitions[partition];
        source.Chunks.ForEach(_budget.Return);
        source.Chunks.Clear();
        source.UsedInLast = 0;
        if (source.File is not null)
            File.Delete(source.File);
        source.File = null;
    }

    /// <summary>Moves what is in memory to disk and returns how many bytes that were.</summary>
    /// <exception cref="SpillException">The folder cannot be written.</exception>
    public long Spill()
    {
        try
        {
            return MoveToDisk();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw _folder.Failed(failure);
        }
    }

    private long MoveToDisk()
    {
        var moved = 0L;
        for (var index = 0; index < Partitions; index++)
        {
            var partition = _partitions[index];
            if (partition.Chunks.Count == 0)
                continue;
            partition.File ??= _folder.FileFor(string.Create(CultureInfo.InvariantCulture, $"{_name}-{index:D2}"));
            using var file = new FileStream(partition.File, SpillingFile);
            for (var i = 0; i < partition.Chunks.Count; i++)
                file.Write(partition.Chunks[i], 0, i == partition.Chunks.Count - 1 ? partition.UsedInLast : MemoryBudget.ChunkSize);
            moved += partition.InMemory;
            partition.Chunks.ForEach(_budget.Return);
            partition.Chunks.Clear();
            partition.UsedInLast = 0;
        }

        return moved;
    }

    public void Dispose()
    {
        for (var partition = 0; partition < Partitions; partition++)
            Clear(partition);
    }

    private void Copy(Partition partition, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (partition.Chunks.Count == 0 || partition.UsedInLast == MemoryBudget.ChunkSize)
            {
                // Taking a chunk may spill this very partition: the chunk joins only what is left.
                var chunk = _budget.Take();
                partition.Chunks.Add(chunk);
                partition.UsedInLast = 0;
            }

            var count = Math.Min(bytes.Length, MemoryBudget.ChunkSize - partition.UsedInLast);
            bytes[..count].CopyTo(partition.Chunks[^1].AsSpan(partition.UsedInLast));
            partition.UsedInLast += count;
            bytes = bytes[count..];
        }
    }
}
