using System.Buffers.Binary;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Records;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>
/// Finds, over all patients, where one person logged time for two patients at the same moment. Intervals are partitioned by person, swept
/// once, and each overlap goes to the partitions of both patients.
/// </summary>
internal sealed class StaffOverlaps(RecordBuilder builder, PartitionedLog intervals, PartitionedLog elsewhere)
{
    private readonly FactWriter _writer = new();
    private byte[] _room = [];

    /// <summary>Notes what people logged in a patient's entries.</summary>
    public void Note(string patient, IEnumerable<TimeEntry> entries)
    {
        foreach (var interval in builder.StaffTimes(patient, entries))
        {
            _writer.Clear();
            WriteInterval(interval);
            intervals.Append(PartitionedLog.PartitionOf(StableHash.Of(Encoding.UTF8.GetBytes(interval.Person))), _writer.Written);
        }
    }

    /// <summary>Sweeps all persons.</summary>
    public void Sweep(CancellationToken cancellation)
    {
        for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var person in Read(intervals.Load(partition, ref _room).Span).GroupBy(interval => interval.Person, StringComparer.Ordinal))
                SweepPerson([.. person.OrderBy(interval => interval.When.Start)]);
            intervals.Clear(partition);
        }
    }

    /// <summary>What others' partitions hold for the patients of one partition.</summary>
    public ILookup<ulong, StaffInterval> ElsewhereOf(int partition)
    {
        var bytes = elsewhere.Load(partition, ref _room).Span;
        var found = new List<(ulong Patient, StaffInterval Interval)>();
        for (var at = 0; at < bytes.Length;)
        {
            var record = PartitionedLog.Next(bytes, ref at);
            found.Add((BinaryPrimitives.ReadUInt64LittleEndian(record), ReadInterval(record[8..])));
        }

        elsewhere.Clear(partition);
        return found.ToLookup(row => row.Patient, row => row.Interval);
    }

    private void SweepPerson(StaffInterval[] ordered)
    {
        var running = new List<StaffInterval>();
        foreach (var interval in ordered)
        {
            running.RemoveAll(other => other.When.End <= interval.When.Start);
            foreach (var other in running)
            {
                if (other.Patient == interval.Patient)
                    continue;
                Give(interval.Patient, other);
                Give(other.Patient, interval);
            }

            running.Add(interval);
        }
    }

    private void Give(string patient, StaffInterval other)
    {
        var hash = StableHash.Of(Encoding.UTF8.GetBytes(patient));
        _writer.Clear();
        Span<byte> key = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(key, hash);
        _writer.Bytes(key);
        WriteInterval(other);
        elsewhere.Append(PartitionedLog.PartitionOf(hash), _writer.Written);
    }

    private void WriteInterval(StaffInterval interval)
    {
        _writer.Reference(Encoding.UTF8.GetBytes(interval.Person));
        _writer.Span(EntrySpan.Of(interval.When));
        _writer.Reference(Encoding.UTF8.GetBytes(interval.Patient));
        _writer.Reference(Encoding.UTF8.GetBytes(interval.Entry));
    }

    private static List<StaffInterval> Read(ReadOnlySpan<byte> bytes)
    {
        var found = new List<StaffInterval>();
        for (var at = 0; at < bytes.Length;)
            found.Add(ReadInterval(PartitionedLog.Next(bytes, ref at)));

        return found;
    }

    private static StaffInterval ReadInterval(ReadOnlySpan<byte> record)
    {
        var reader = new FactReader(record);
        return new StaffInterval(reader.OptionalReference()!, reader.Span().Interval!.Value, reader.OptionalReference()!, reader.OptionalReference()!);
    }
}
