using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Mapping.Projections;
using CcmFhirBridge.Ehr.Mapping.Records;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping;

/// <summary>The default input profile (DESIGN §4) of one tenant.</summary>
public sealed class DefaultResourceMapping(Tenant tenant) : IResourceMapping
{
    private readonly ProjectionSettings _settings = ProjectionSettings.Of(tenant);
    private Projector? _idle;

    /// <inheritdoc/>
    public string Version => _settings.Version;

    /// <inheritdoc/>
    public ProjectedResource Project(ReadOnlyMemory<byte> json)
    {
        // One projector is kept for the next call; callers at the same moment make their own.
        var projector = Interlocked.Exchange(ref _idle, null) ?? CreateProjector();
        projector.Project(json.Span);
        var projected = Describe(projector.Result, ContentHash.Of(json.Span));
        Interlocked.Exchange(ref _idle, projector);
        return projected;
    }

    /// <inheritdoc/>
    public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) =>
        new RecordBuilder(PeopleDirectory.Of(tenant, directoryFacts), _settings);

    internal ProjectionSettings Settings => _settings;

    internal Projector CreateProjector() => new(_settings);

    internal static ImmutableArray<RecordGap> GapsOf(Projection result)
    {
        if (result.Scratch.Gaps.Count == 0)
            return [];
        var source = SourceOf(result);
        return [.. result.Scratch.Gaps.Select(gap => new RecordGap(gap.Code, source, gap.Path, GapCodes.MessageOf(gap.Code)))];
    }

    private static SourceReference? SourceOf(Projection result) => result.Id.IsEmpty || result.Type.IsEmpty
        ? null
        : new SourceReference(
            result.Scratch.String(result.Type), result.Scratch.String(result.Id),
            result.Version.IsEmpty ? null : result.Scratch.String(result.Version));

    private static ProjectedResource Describe(Projection result, string hash)
    {
        var patient = result.Disposition == Disposition.Patient ? result.Scratch.String(result.Patient) : null;
        var entry = result.Staff.Count == 0 ? "" : "Encounter/" + result.Scratch.String(result.Id);
        return new ProjectedResource
        {
            Disposition = result.Disposition,
            ResourceType = result.Scratch.String(result.Type),
            Source = SourceOf(result),
            LastUpdated = result.LastUpdated,
            Patient = patient,
            ReplacedBy = patient is null || result.ReplacedBy.IsEmpty ? null : result.Scratch.String(result.ReplacedBy),
            Facts = result.Facts.Written.ToArray(),
            ContentHash = hash,
            StaffIntervals = [.. result.Staff.Select(staff => new StaffInterval(result.Scratch.String(staff.Person), staff.When, patient!, entry))],
            StaffIntervalsAreLongest = result.StaffIsLongest,
            Gaps = GapsOf(result),
        };
    }
}
