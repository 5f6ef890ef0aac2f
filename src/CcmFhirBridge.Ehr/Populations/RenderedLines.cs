using System.Buffers;
using System.Text;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Rendered lines, sorted within each partition and merged over all of them by patient reference.</summary>
internal sealed class RenderedLines(PartitionedLog lines)
{
    private const int MergeBuffer = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<(string Patient, int Start, int Length)> _rows = [];

    /// <summary>Where the next line is rendered to.</summary>
    public IBufferWriter<byte> Writer => _text;

    public int Position => _text.WrittenCount;

    /// <summary>Ends the line that began at <paramref name="start"/>.</summary>
    public void End(string patient, int start) => _rows.Add((patient, start, _text.WrittenCount - start));

    public void EndPartition(int partition)
    {
        _rows.Sort((left, right) => string.CompareOrdinal(left.Patient, right.Patient));
        foreach (var (patient, start, length) in _rows)
        {
            lines.Append(partition, Encoding.UTF8.GetBytes(patient));
            lines.Append(partition, _text.WrittenSpan.Slice(start, length));
        }

        _rows.Clear();
        _text.ResetWrittenCount();
    }

    /// <summary>Writes all lines in the order of patients.</summary>
    public void MergeInto(Stream output, CancellationToken cancellation)
    {
        var runs = new List<Run>();
        try
        {
            var next = new PriorityQueue<Run, string>(StringComparer.Ordinal);
            for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
            {
                var run = new Run(new BufferedStream(lines.OpenRead(partition), MergeBuffer));
                runs.Add(run);
                if (run.Advance())
                    next.Enqueue(run, run.Patient);
            }

            while (next.TryDequeue(out var run, out _))
            {
                cancellation.ThrowIfCancellationRequested();
                output.Write(run.Line);
                if (run.Line.Length > 0 && run.Line[^1] != '\n')
                    output.WriteByte((byte)'\n');
                if (run.Advance())
                    next.Enqueue(run, run.Patient);
            }
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }

    private sealed class Run(Stream source) : IDisposable
    {
        private byte[] _bytes = new byte[4096];
        private int _used;

        public string Patient { get; private set; } = "";

        public ReadOnlySpan<byte> Line => _bytes.AsSpan(0, _used);

        public bool Advance()
        {
            if (!Read())
                return false;
            Patient = Encoding.UTF8.GetString(Line);
            return Read();
        }

        public void Dispose() => source.Dispose();

        private bool Read()
        {
            _used = 0;
            int part;
            var shift = 0;
            do
            {
                part = source.ReadByte();
                if (part < 0)
                    return false;
                _used |= (part & 0x7F) << shift;
                shift += 7;
            }
            while (part >= 0x80);
            if (_used > _bytes.Length)
                _bytes = new byte[_used * 2];
            source.ReadExactly(_bytes, 0, _used);
            return true;
        }
    }
}
