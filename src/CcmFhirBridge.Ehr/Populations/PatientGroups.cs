using CcmFhirBridge.Ehr.Mapping.Facts;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>The patients of one partition, each with the newest facts of each of its resources.</summary>
internal sealed class PatientGroups(byte[] partition, IReadOnlySet<ulong> deleted)
{
    /// <summary>Resources that another version took the place of.</summary>
    public long Superseded { get; private set; }

    public IEnumerable<(ulong Patient, List<ReadOnlyMemory<byte>> Facts)> All()
    {
        var records = FactRecord.Parse(partition);
        var facts = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < records.Count;)
        {
            var patient = records[at].Patient;
            facts.Clear();
            while (at < records.Count && records[at].Patient == patient)
            {
                var newest = Newest(records, ref at);
                if (newest.Length > 0 && !deleted.Contains(newest.Resource))
                    facts.Add(partition.AsMemory(newest.Start, newest.Length));
            }

            yield return (patient, facts);
        }
    }

    public static bool IsPatient(ReadOnlyMemory<byte> facts) => (FactKind)(facts.Span[0] & FactHead.KindBits) == FactKind.Patient;

    public static bool IsEncounter(ReadOnlyMemory<byte> facts) => (FactKind)(facts.Span[0] & FactHead.KindBits) == FactKind.Encounter;

    // Two versions that nothing tells apart: the greater bytes win, so that the order of input never matters.
    private FactRecord Newest(List<FactRecord> records, ref int at)
    {
        var newest = records[at++];
        while (at < records.Count && records[at].Patient == newest.Patient && records[at].Resource == newest.Resource)
        {
            var other = records[at++];
            Superseded++;
            if (FactRecord.IsNewer(other.Rank, newest.Rank) || (other.Rank == newest.Rank && Bytes(other).SequenceCompareTo(Bytes(newest)) > 0))
                newest = other;
        }

        return newest;
    }

    private ReadOnlySpan<byte> Bytes(FactRecord record) => partition.AsSpan(record.Start, record.Length);
}
