using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Mapping;

/// <summary>What became of a resource.</summary>
public enum Disposition
{
    /// <summary>Read into facts of its patient (or into none, where it says nothing that the rules need).</summary>
    Patient,

    /// <summary>Read into the practice's directory: Practitioner, PractitionerRole, Organization, Location.</summary>
    Directory,

    /// <summary>A type that the bridge has no use for.</summary>
    Ignored,

    /// <summary>It could not be read, or nobody can tell whose it is; its gap says why.</summary>
    Unreadable,
}

/// <summary>Time that one person logged for one patient; kept so that the same moment is not counted for two patients in full.</summary>
/// <param name="Person">Reference as written, relative; the directory knows its aliases.</param>
/// <param name="When">The span.</param>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Entry">The Encounter, as <c>Encounter/id</c>.</param>
public readonly record struct StaffInterval(string Person, Interval When, string Patient, string Entry);

/// <summary>A resource as facts.</summary>
public sealed record ProjectedResource
{
    /// <summary>What became of it.</summary>
    public required Disposition Disposition { get; init; }

    /// <summary>Type as written; empty when there is none.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Where it came from; null when it has no usable id.</summary>
    public SourceReference? Source { get; init; }

    /// <summary><c>meta.lastUpdated</c>, or null.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary><c>Patient/id</c>; null unless <see cref="Disposition.Patient"/>.</summary>
    public string? Patient { get; init; }

    /// <summary>Of a Patient: the one into whom it was merged, as <c>Patient/id</c>; null when it stands for itself.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>Its facts in the compact form that the record builder reads; empty when it says nothing that the rules need.</summary>
    public ReadOnlyMemory<byte> Facts { get; init; }

    /// <summary>Hash of the content without <c>meta.versionId</c> and <c>meta.lastUpdated</c>, lower-case hex.</summary>
    public required string ContentHash { get; init; }

    /// <summary>Time that people logged in it; at most that where another resource may tell how long it was.</summary>
    public ImmutableArray<StaffInterval> StaffIntervals { get; init; } = [];

    /// <summary>Whether <see cref="StaffIntervals"/> are the longest that they can be, so that its facts can shorten them while these stay as they are.</summary>
    public bool StaffIntervalsAreLongest { get; init; }

    /// <summary>What was odd about it; the same gaps are among its facts when it has a patient.</summary>
    public ImmutableArray<RecordGap> Gaps { get; init; } = [];
}
