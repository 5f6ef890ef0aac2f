using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>Policy switches of a tenant; each default and its reason: RULES.</summary>
public sealed record TenantPolicy
{
    /// <summary>Where coverage comes from.</summary>
    public CoveragePolicy Coverage { get; init; } = CoveragePolicy.Fhir;

    /// <summary>What counts as attestation of duration and risk.</summary>
    public AttestationPolicy Attestation { get; init; } = AttestationPolicy.Explicit;

    /// <summary>Whether an initiating visit must be seen.</summary>
    public InitiatingVisitPolicy InitiatingVisit { get; init; } = InitiatingVisitPolicy.Required;

    /// <summary>Which pathway when both stand.</summary>
    public PathwayPolicy Pathway { get; init; } = PathwayPolicy.Ask;

    /// <summary>Whether the practitioner's own time short of the practitioner pathway is added to the staff's.</summary>
    public bool PoolPractitionerTime { get; init; } = true;

    /// <summary>Whether contact attempts count.</summary>
    public bool CountContactAttempts { get; init; }

    /// <summary>Longest entry that is believed, in minutes.</summary>
    public int LongestEntryMinutes { get; init; } = 240;

    /// <summary>Days after its own by which an entry is to be in the record; a later one is for the practice's quality review.</summary>
    public int LateEntryDays { get; init; } = 7;

    /// <summary>CPT's reading: staff time on a day with a visit does not count.</summary>
    public bool StrictSameDayVisit { get; init; }

    /// <summary>The reading before 2020: complex CCM needs a substantially revised plan.</summary>
    public bool StrictComplexPlanRevision { get; init; }

    /// <summary>What two people at the same moment count.</summary>
    public ParallelStaffPolicy ParallelStaff { get; init; } = ParallelStaffPolicy.Once;

    /// <summary>Encounter diagnoses count like problems.</summary>
    public bool CountEncounterDiagnoses { get; init; }

    /// <summary>What to do about other services, by key; a key that is missing has the pack's default.</summary>
    public ImmutableSortedDictionary<string, ConflictHandling> Conflicts { get; init; } = ImmutableSortedDictionary<string, ConflictHandling>.Empty;
}

/// <summary>Where coverage comes from.</summary>
public enum CoveragePolicy
{
    /// <summary>From Coverage resources.</summary>
    Fhir,

    /// <summary>Medicare Part B is assumed for a patient without any Coverage at all.</summary>
    AssumeMedicarePartB,
}

/// <summary>What counts as attestation of duration and risk.</summary>
public enum AttestationPolicy
{
    /// <summary>The extension, or a recorded decision of the billing practitioner.</summary>
    Explicit,

    /// <summary>An active plan by the billing practitioner that addresses two or more groups.</summary>
    CarePlan,

    /// <summary>Assumed.</summary>
    Assumed,
}

/// <summary>Whether an initiating visit must be seen.</summary>
public enum InitiatingVisitPolicy
{
    /// <summary>It must be seen.</summary>
    Required,

    /// <summary>Assumed.</summary>
    Assumed,
}

/// <summary>Which pathway when both stand.</summary>
public enum PathwayPolicy
{
    /// <summary>A person chooses.</summary>
    Ask,

    /// <summary>The practitioner's.</summary>
    Practitioner,

    /// <summary>The staff's.</summary>
    Staff,
}

/// <summary>What two people at the same moment count.</summary>
public enum ParallelStaffPolicy
{
    /// <summary>Once.</summary>
    Once,

    /// <summary>Once, and held when the second person's seconds would change the codes.</summary>
    Hold,

    /// <summary>Both, when they did different work.</summary>
    Flag,
}
