using System.Text;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;
using CcmFhirBridge.Ehr.Reading.Files;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Populations;

/// <summary>Takes resources as files give them and keeps their facts, nothing else.</summary>
internal sealed class PopulationReader(Projector projector, PartitionedLog facts, ReportDraft report) : IResourceSink
{
    private readonly Projection _projection = projector.Result;
    private readonly FactWriter _record = new();
    private readonly FactWriter _key = new();
    private readonly Dictionary<ulong, (ulong Rank, byte[] Facts)> _directory = [];
    private readonly HashSet<ulong> _deleted = [];
    private readonly ulong[] _lastOf = new ulong[PartitionedLog.Partitions];
    private byte[] _lastPatient = [];
    private ulong _lastHash;

    /// <summary>Whether any resource of a patient may have an older version in the input, perhaps with another patient.</summary>
    public bool HasLaterVersions { get; private set; }

    /// <summary>Resources that a history Bundle deletes.</summary>
    public IReadOnlySet<ulong> Deleted => _deleted;

    public IEnumerable<ReadOnlyMemory<byte>> DirectoryFacts =>
        _directory.Where(row => !_deleted.Contains(row.Key)).Select(row => (ReadOnlyMemory<byte>)row.Value.Facts);

    public void OnResource(ReadOnlySpan<byte> json, string file, long place, ReadOnlySpan<byte> fullUrl)
    {
        projector.Project(json, fullUrl);
        report.Count(_projection.Scratch.Bytes(_projection.Type), _projection.Disposition);
        switch (_projection.Disposition)
        {
            case Disposition.Patient:
                KeepPatientFacts();
                break;
            case Disposition.Directory:
                KeepDirectoryFacts();
                break;
            case Disposition.Unreadable:
                report.AddUnreadable(_projection.Scratch.Gaps, file, place);
                break;
            case Disposition.Ignored:
                break;
        }
    }

    public void OnOutcome(string file, long place)
    {
        report.Count("OperationOutcome"u8, Disposition.Unreadable);
        report.Add(new InputProblem(file, place, InputProblems.OperationOutcome,
            "The Bundle holds an OperationOutcome where a resource belongs: the server says that something is missing. Look at it in the file and export again."));
    }

    public void OnDeleted(string reference, string file, long place)
    {
        var parts = reference.Split('/');
        for (var i = 0; i + 1 < parts.Length; i++)
        {
            if (!Enum.TryParse<FactKind>(parts[i], out var kind))
                continue;
            _deleted.Add(FactRecord.ResourceOf(kind, Encoding.UTF8.GetBytes(parts[i + 1]), _key));
            break;
        }
    }

    public void OnProblem(InputProblem problem) => report.Add(problem);

    private void KeepPatientFacts()
    {
        var rank = FactRecord.RankOf(_projection);
        var says = _projection.Facts.Length > 0;
        if (!says && FactRecord.IsFirstVersion(rank))
            return;
        if (!_projection.Scratch.Bytes(_projection.Patient).SequenceEqual(_lastPatient.AsSpan()))
            NotePatient(_projection.Scratch.Bytes(_projection.Patient));
        var partition = PartitionedLog.PartitionOf(_lastHash);
        FactRecord.Write(_record, _lastHash, rank, _projection.Facts.Written, says ? 0 : ResourceKey(), ref _lastOf[partition]);
        facts.Append(partition, _record.Written);
        HasLaterVersions |= !FactRecord.IsFirstVersion(rank);
    }

    private void NotePatient(ReadOnlySpan<byte> patient)
    {
        _lastPatient = patient.ToArray();
        _lastHash = StableHash.Of(patient);
    }

    private void KeepDirectoryFacts()
    {
        report.CountGaps(_projection.Scratch.Gaps);
        var key = ResourceKey();
        var rank = FactRecord.RankOf(_projection);
        var bytes = _projection.Facts.Written;
        if (_directory.TryGetValue(key, out var known))
        {
            report.Supersede(1);
            if (!FactRecord.IsNewer(rank, known.Rank) && (rank != known.Rank || bytes.SequenceCompareTo(known.Facts) <= 0))
                return;
        }

        _directory[key] = (rank, bytes.ToArray());
    }

    private ulong ResourceKey() => FactRecord.ResourceOf(_projection.Kind, _projection.Scratch.Bytes(_projection.Id), _key);
}
