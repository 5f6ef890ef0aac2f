using System.Buffers.Binary;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Where one resource's facts lie in a loaded partition, which resource it is, and how new.</summary>
internal readonly record struct FactRecord(ulong Patient, ulong Resource, ulong Rank, int Start, int Length)
{
    // The first byte: whose record it is, and whether it says anything at all.
    private const byte SamePatient = 1;
    private const byte Nothing = 2;

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

    /// <summary>Whether nothing can be older: version 0 or 1, or nothing that tells.</summary>
    public static bool IsFirstVersion(ulong rank) => rank is 0 or 1 or 3;

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> partition) => partition.Slice(Start, Length);

    /// <summary>Writes the record; <paramref name="lastPatient"/> is the patient of the record before it in the same partition.</summary>
    public static void Write(FactWriter into, ulong patient, ulong rank, ReadOnlySpan<byte> facts, ulong resource, ref ulong lastPatient)
    {
        into.Clear();
        into.Byte((byte)((patient == lastPatient ? SamePatient : 0) | (facts.IsEmpty ? Nothing : 0)));
        Span<byte> number = stackalloc byte[8];
        if (patient != lastPatient)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, patient);
            into.Bytes(number);
            lastPatient = patient;
        }

        into.Varint(rank);
        if (facts.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, resource);
            into.Bytes(number);
        }
        else
        {
            into.Bytes(facts);
        }
    }

    /// <summary>Which resource it is: its type and its id as facts begin with them.</summary>
    public static ulong ResourceOf(FactKind kind, ReadOnlySpan<byte> id, FactWriter scratch)
    {
        scratch.Clear();
        scratch.Byte((byte)kind);
        scratch.Id(id);
        return StableHash.Of(scratch.Written);
    }

    /// <summary>All records of a partition, ordered by patient and resource.</summary>
    public static void Parse(ReadOnlySpan<byte> partition, List<FactRecord> into)
    {
        into.Clear();
        var patient = 0UL;
        for (var at = 0; at < partition.Length;)
        {
            var record = PartitionedLog.Next(partition, ref at);
            var reader = new FactReader(record);
            var head = reader.Byte();
            if ((head & SamePatient) == 0)
                patient = BinaryPrimitives.ReadUInt64LittleEndian(reader.Take(8));
            var rank = reader.Varint();
            var length = record.Length - reader.Position;
            if ((head & Nothing) != 0)
                into.Add(new FactRecord(patient, BinaryPrimitives.ReadUInt64LittleEndian(reader.Take(8)), rank, 0, 0));
            else
                into.Add(new FactRecord(patient, KeyOf(record[reader.Position..]), rank, at - length, length));
        }

        into.Sort(static (left, right) => left.Patient != right.Patient ? left.Patient.CompareTo(right.Patient) : left.Resource.CompareTo(right.Resource));
    }

    private static ulong KeyOf(ReadOnlySpan<byte> facts)
    {
        var reader = new FactReader(facts);
        var kind = (byte)(reader.Byte() & FactHead.KindBits);
        reader.SkipId();
        return StableHash.Of(kind, facts[1..reader.Position]);
    }
}
