using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>The patients of a partition, each with the newest facts of each of its resources. Used again for the next partition.</summary>
internal sealed class PatientGroups(PartitionedLog facts, IReadOnlySet<ulong> deleted)
{
    private readonly List<FactRecord> _records = [];
    private readonly List<ReadOnlyMemory<byte>> _facts = [];
    private IReadOnlySet<(ulong Patient, ulong Resource)> _moved = new HashSet<(ulong, ulong)>();
    private byte[] _room = [];

    /// <summary>Resources of the partition last read that another version took the place of.</summary>
    public long Superseded { get; private set; }

    /// <summary>Notes whose each resource is, and leaves out from now on what a later version gave to another patient.</summary>
    public void FindMoved(MovedResources moved)
    {
        for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
        {
            FactRecord.Parse(facts.Load(partition, ref _room).Span, _records);
            foreach (var record in _records)
                moved.Note(record);
        }

        _moved = moved.Find();
    }

    /// <summary>The patients of a partition; what is given is good until the next one is asked for.</summary>
    public IEnumerable<(ulong Patient, List<ReadOnlyMemory<byte>> Facts)> Of(int partition)
    {
        Superseded = 0;
        var bytes = facts.Load(partition, ref _room);
        FactRecord.Parse(bytes.Span, _records);
        for (var at = 0; at < _records.Count;)
        {
            var patient = _records[at].Patient;
            _facts.Clear();
            while (at < _records.Count && _records[at].Patient == patient)
            {
                var newest = Newest(bytes.Span, ref at);
                if (_moved.Count > 0 && _moved.Contains((patient, newest.Resource)))
                    Superseded++;
                else if (newest.Length > 0 && !deleted.Contains(newest.Resource))
                    _facts.Add(bytes.Slice(newest.Start, newest.Length));
            }

            yield return (patient, _facts);
        }
    }

    public static bool IsPatient(ReadOnlyMemory<byte> facts) => (FactKind)(facts.Span[0] & FactHead.KindBits) == FactKind.Patient;

    /// <summary>Whether the facts are of an Encounter that is a time entry, or of an answer that may tell how long one was.</summary>
    public static bool TellsTime(ReadOnlyMemory<byte> facts)
    {
        var reader = new FactReader(facts.Span);
        var head = reader.Byte();
        if ((FactKind)(head & FactHead.KindBits) == FactKind.QuestionnaireResponse)
            return true;
        if ((FactKind)(head & FactHead.KindBits) != FactKind.Encounter || (head & FactHead.HasPayload) == 0)
            return false;
        reader.SkipId();
        reader.SkipId();
        for (var left = (head & FactHead.HasGaps) == 0 ? 0 : reader.Count(); left > 0; left--)
        {
            reader.Varint();
            reader.SkipId();
        }

        return (reader.Byte() & EncounterProjection.HasEntry) != 0;
    }

    // Two versions that nothing tells apart: the greater bytes win, so that the order of input never matters.
    private FactRecord Newest(ReadOnlySpan<byte> bytes, ref int at)
    {
        var newest = _records[at++];
        while (at < _records.Count && _records[at].Patient == newest.Patient && _records[at].Resource == newest.Resource)
        {
            var other = _records[at++];
            Superseded++;
            if (FactRecord.IsNewer(other.Rank, newest.Rank)
                || (other.Rank == newest.Rank && other.In(bytes).SequenceCompareTo(newest.In(bytes)) > 0))
            {
                newest = other;
            }
        }

        return newest;
    }
}
