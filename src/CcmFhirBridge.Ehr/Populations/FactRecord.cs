using System.Buffers.Binary;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Where one resource's facts lie in a loaded partition, which resource it is, and how new.</summary>
internal readonly record struct FactRecord(ulong Patient, ulong Resource, ulong Rank, int Start, int Length)
{
    private const byte Nothing = 0;

    /// <summary>
    /// How new a resource is: a plain version number beats everything without one, then <c>meta.lastUpdated</c>. The lowest bit tells
    /// which of the two it is.
    /// </summary>
    public static ulong RankOf(Projection projection)
    {
        var version = projection.Scratch.Bytes(projection.Version);
        if (version.Length is > 0 and <= 18 && !version.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            var number = 0UL;
            foreach (var digit in version)
                number = (number * 10) + (ulong)(digit - '0');
            return (number << 1) | 1;
        }

        return projection.LastUpdated is { } updated ? (ulong)Math.Max(0, updated.ToUnixTimeMilliseconds()) << 1 : 0;
    }

    public static bool IsNewer(ulong rank, ulong than) => (rank & 1) != (than & 1) ? (rank & 1) == 1 : rank > than;

    /// <summary>Writes the record. A resource that says nothing is written only where it can take the place of an older version.</summary>
    public static bool Write(FactWriter into, ulong patient, Projection projection, ulong resource)
    {
        var rank = RankOf(projection);
        var facts = projection.Facts.Written;
        if (facts.IsEmpty && rank is 0 or 1 or 3)
            return false;
        into.Clear();
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(number, patient);
        into.Bytes(number);
        into.Varint(rank);
        if (facts.IsEmpty)
        {
            into.Byte(Nothing);
            BinaryPrimitives.WriteUInt64LittleEndian(number, resource);
            into.Bytes(number);
        }
        else
        {
            into.Bytes(facts);
        }

        return true;
    }

    /// <summary>Which resource it is: its type and its id as facts begin with them.</summary>
    public static ulong ResourceOf(FactKind kind, ReadOnlySpan<byte> id, FactWriter scratch)
    {
        scratch.Clear();
        scratch.Byte((byte)kind);
        scratch.Id(id);
        return StableHash.Of(scratch.Written);
    }

    /// <summary>All records of a partition, ordered by patient.</summary>
    public static List<FactRecord> Parse(ReadOnlySpan<byte> partition)
    {
        var records = new List<FactRecord>();
        Span<byte> key = stackalloc byte[1024];
        for (var at = 0; at < partition.Length;)
        {
            var record = PartitionedLog.Next(partition, ref at);
            var patient = BinaryPrimitives.ReadUInt64LittleEndian(record);
            var reader = new FactReader(record[8..]);
            var rank = reader.Varint();
            var start = 8 + reader.Position;
            if (record[start] == Nothing)
                records.Add(new FactRecord(patient, BinaryPrimitives.ReadUInt64LittleEndian(record[(start + 1)..]), rank, 0, 0));
            else
                records.Add(new FactRecord(patient, KeyOf(record[start..], key), rank, at - record.Length + start, record.Length - start));
        }

        records.Sort(static (left, right) => left.Patient != right.Patient ? left.Patient.CompareTo(right.Patient) : left.Resource.CompareTo(right.Resource));
        return records;
    }

    private static ulong KeyOf(ReadOnlySpan<byte> facts, Span<byte> room)
    {
        var reader = new FactReader(facts);
        var kind = (byte)(reader.Byte() & FactHead.KindBits);
        reader.SkipId();
        var length = reader.Position;
        var key = length <= room.Length ? room[..length] : new byte[length];
        facts[..length].CopyTo(key);
        key[0] = kind;
        return StableHash.Of(key);
    }
}
