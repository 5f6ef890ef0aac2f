namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Chunks shared by all logs of a run: when they are used up, every log goes to disk and gives its chunks back.</summary>
internal sealed class MemoryBudget(long limit)
{
    public const int ChunkSize = 16 * 1024;

    private readonly Stack<byte[]> _free = [];
    private readonly List<PartitionedLog> _logs = [];
    private long _allocated;

    public long Spilled { get; private set; }

    public void Add(PartitionedLog log) => _logs.Add(log);

    public byte[] Take()
    {
        if (_free.Count == 0 && _allocated + ChunkSize > limit)
        {
            foreach (var log in _logs)
                Spilled += log.Spill();
        }

        if (_free.TryPop(out var chunk))
            return chunk;

        // Pinned, so that the collector never moves what lives as long as the run.
        // Past the limit only when every chunk is in the hands of a caller that is filling one: a handful.
        _allocated += ChunkSize;
        return GC.AllocateUninitializedArray<byte>(ChunkSize, pinned: true);
    }

    public void Return(byte[] chunk) => _free.Push(chunk);
}
