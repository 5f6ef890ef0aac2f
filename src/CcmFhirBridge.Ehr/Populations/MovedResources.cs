using System.Runtime.InteropServices;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>
/// Finds resources that an older version gives to another patient than the newest one: a chart that was put right. Facts are partitioned
/// by patient, so who has a resource is partitioned by resource and looked through once.
/// </summary>
internal sealed class MovedResources(PartitionedLog owners)
{
    private readonly record struct Owner(ulong Resource, ulong Patient, ulong Rank);

    /// <summary>Notes whose the resource is.</summary>
    public void Note(FactRecord record)
    {
        var owner = new Owner(record.Resource, record.Patient, record.Rank);
        owners.Append(PartitionedLog.PartitionOf(record.Resource), MemoryMarshal.AsBytes(new ReadOnlySpan<Owner>(in owner)));
    }

    /// <summary>Patients with a resource that is no longer theirs.</summary>
    public HashSet<(ulong Patient, ulong Resource)> Find()
    {
        var moved = new HashSet<(ulong, ulong)>();
        var list = new List<Owner>();
        byte[] room = [];
        for (var partition = 0; partition < PartitionedLog.Partitions; partition++)
        {
            Read(owners.Load(partition, ref room).Span, list);
            owners.Clear(partition);
            list.Sort(Compare);
            for (var i = list.Count - 1; i > 0;)
            {
                // The newest of a resource comes last: whoever is before it and is somebody else has lost it.
                var newest = list[i];
                while (--i >= 0 && list[i].Resource == newest.Resource)
                {
                    if (list[i].Patient != newest.Patient)
                        moved.Add((list[i].Patient, newest.Resource));
                }
            }
        }

        return moved;
    }

    private static void Read(ReadOnlySpan<byte> bytes, List<Owner> into)
    {
        into.Clear();
        for (var at = 0; at < bytes.Length;)
            into.Add(MemoryMarshal.Read<Owner>(PartitionedLog.Next(bytes, ref at)));
    }

    // Where nothing tells which is newer, the patient's hash decides, so that the order of input never matters.
    private static int Compare(Owner left, Owner right)
    {
        if (left.Resource != right.Resource)
            return left.Resource.CompareTo(right.Resource);
        if (left.Rank != right.Rank)
            return FactRecord.IsNewer(left.Rank, right.Rank) ? 1 : -1;
        return left.Patient.CompareTo(right.Patient);
    }
}
