using System.Collections.Immutable;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>
/// Everything read about one patient that the month's rules need, in domain terms, with its sources.
/// The order of its lists carries no meaning: an assessment is the same for every order.
/// </summary>
public sealed record PatientRecord
{
    /// <summary>The Patient.</summary>
    public required SourceReference Patient { get; init; }

    /// <summary>
    /// Key of the patient's own Medicare number, in hex: the same for every chart of one member. A hash, never the number; null when the
    /// EHR gives none.
    /// </summary>
    public string? MemberKey { get; init; }

    /// <summary><c>deceasedDateTime</c>, or null.</summary>
    public Moment? DiedAt { get; init; }

    /// <summary><c>deceasedBoolean</c> is true and no date is given.</summary>
    public bool DiedWithoutDate { get; init; }

    /// <summary><c>generalPractitioner</c> entries in the order written.</summary>
    public ImmutableArray<PractitionerIdentity> GeneralPractitioners { get; init; } = [];

    /// <summary>
    /// Whom the tenant file names to bill where nothing else does, as the tenant file and the EHR's directory together know the person; null
    /// where it names nobody.
    /// </summary>
    public PractitionerIdentity? DefaultPractitioner { get; init; }

    /// <summary>CCM time entries, whatever their month.</summary>
    public ImmutableArray<TimeEntry> TimeEntries { get; init; } = [];

    /// <summary>Stays in facilities.</summary>
    public ImmutableArray<Stay> Stays { get; init; } = [];

    /// <summary>Problems and diagnoses.</summary>
    public ImmutableArray<ConditionRecord> Conditions { get; init; } = [];

    /// <summary>Statements of consent to CCM.</summary>
    public ImmutableArray<CcmConsent> Consents { get; init; } = [];

    /// <summary>Care plans that could be the CCM plan.</summary>
    public ImmutableArray<CcmCarePlan> CarePlans { get; init; } = [];

    /// <summary>Insurances; empty when the EHR shows none at all.</summary>
    public ImmutableArray<CoverageRecord> Coverages { get; init; } = [];

    /// <summary>Other coded services.</summary>
    public ImmutableArray<OtherService> OtherServices { get; init; } = [];

    /// <summary>Claims of the bridge's own that stand, whatever their month.</summary>
    public ImmutableArray<OwnClaim> OwnClaims { get; init; } = [];

    /// <summary>Decision making recorded on encounters.</summary>
    public ImmutableArray<DecisionMaking> DecisionMakings { get; init; } = [];

    /// <summary>First day of services (encounters, claims, charges) that was read; null when that is not known, as with files.</summary>
    public DateOnly? ServicesSince { get; init; }

    /// <summary>
    /// Types of resources that the EHR does not let be read, or not all of: whatever is not seen of them may be there, and what was seen earlier may be
    /// otherwise by now. Ordered; empty where everything was read.
    /// </summary>
    public ImmutableArray<string> Unread { get; init; } = [];

    /// <summary>What people decided about the patient's months, whatever their month.</summary>
    public ImmutableArray<HumanDecision> Decisions { get; init; } = [];

    /// <summary>Of which types the EHR may not have shown everything; empty where it has, and with files.</summary>
    public ImmutableArray<ReadDoubt> Doubts { get; init; } = [];

    /// <summary>What was absent, unreadable or contradictory.</summary>
    public ImmutableArray<RecordGap> Gaps { get; init; } = [];
}
