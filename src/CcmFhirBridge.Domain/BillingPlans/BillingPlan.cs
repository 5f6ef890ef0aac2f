using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>Everything that the month deserves for one patient, computed from nothing each time. Empty lines: nothing to bill.</summary>
public sealed record BillingPlan
{
    /// <summary>The patient, as <c>Patient/id</c> in the EHR.</summary>
    public required string Patient { get; init; }

    /// <summary>Service month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>Outcome of the assessment: only <see cref="Outcome.Bill"/> may be released.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Base code first, then its add-ons.</summary>
    public required ImmutableArray<ServiceLine> Lines { get; init; }

    /// <summary>Who bills; null when there are no lines.</summary>
    public PractitionerIdentity? BillingPractitioner { get; init; }

    /// <summary>CMS place of service.</summary>
    public required string PlaceOfService { get; init; }

    /// <summary>Diagnoses, principal first.</summary>
    public ImmutableArray<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>Coverage that pays; null when assumed by policy.</summary>
    public SourceReference? Coverage { get; init; }

    /// <summary>Key of the member that is billed, the same for every chart of one member; null when the EHR gives no number.</summary>
    public string? MemberKey { get; init; }

    /// <summary>Counted seconds that the lines rest on.</summary>
    public required int CountedSeconds { get; init; }

    /// <summary>Encounters with counted time, in order of start.</summary>
    public ImmutableArray<SourceReference> TimeEntries { get; init; } = [];

    /// <summary>Clinical staff and practitioners whose time was counted, by reference.</summary>
    public ImmutableArray<PractitionerIdentity> Performers { get; init; } = [];

    /// <summary>Consent that the counted time rests on.</summary>
    public SourceReference? Consent { get; init; }

    /// <summary>Care plan in force.</summary>
    public SourceReference? CarePlan { get; init; }

    /// <summary>Rule pack id and hash.</summary>
    public required string RulePack { get; init; }

    /// <summary>Hash of the tenant file.</summary>
    public required string TenantRevision { get; init; }
}
