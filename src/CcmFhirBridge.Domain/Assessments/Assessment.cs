using System.Collections.Immutable;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>The reasoned result for one patient, one service month, one rule-pack version (DESIGN §6, <c>assess</c>).</summary>
public sealed record Assessment
{
    /// <summary>Tenant slug.</summary>
    public required string Tenant { get; init; }

    /// <summary><c>Patient/id</c>.</summary>
    public required string Patient { get; init; }

    /// <summary>Service month.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>What the month comes to.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Who bills; null when nobody can be told.</summary>
    public PractitionerIdentity? BillingPractitioner { get; init; }

    /// <summary>Payer class, such as <c>medicare-part-b</c>; null when none can be told.</summary>
    public string? Payer { get; init; }

    /// <summary>The payer itself, where the tenant file says by whose rules it is billed: as the Coverage that pays names it, such as <c>Organization/acme</c>.</summary>
    public string? Payor { get; init; }

    /// <summary>Coverage that pays; null when none, or when assumed by policy.</summary>
    public SourceReference? Coverage { get; init; }

    /// <summary>Key of the member that is billed: of the Coverage that pays, else the patient's own; null when neither has one.</summary>
    public string? MemberKey { get; init; }

    /// <summary>Setting of the practice; a clinic's month is decided and explained, and no professional claim is written for it.</summary>
    public required PracticeSetting Setting { get; init; }

    /// <summary>CMS place of service.</summary>
    public required string PlaceOfService { get; init; }

    /// <summary>Diagnoses for the claim, most relevant first, ICD-10-CM with dots, at most twelve.</summary>
    public ImmutableArray<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>Lines that the outcome is about; for hold and block those that would have been.</summary>
    public ImmutableArray<ServiceLine> Lines { get; init; } = [];

    /// <summary>The month's time.</summary>
    public required TimeLedger Time { get; init; }

    /// <summary>Every check's result, in the order of the rules.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>What was absent, unreadable or contradictory in the record.</summary>
    public ImmutableArray<RecordGap> Gaps { get; init; } = [];

    /// <summary>What to do next.</summary>
    public ImmutableArray<NextStep> Next { get; init; } = [];

    /// <summary>Lines of the pathway that was not chosen.</summary>
    public ImmutableArray<Alternative> Alternatives { get; init; } = [];

    /// <summary>Consent that the counted time rests on.</summary>
    public SourceReference? Consent { get; init; }

    /// <summary>Care plan in force.</summary>
    public SourceReference? CarePlan { get; init; }

    /// <summary>Rule pack id and hash, or <c>none</c>.</summary>
    public required string RulePack { get; init; }

    /// <summary>Hash of the tenant file.</summary>
    public required string TenantRevision { get; init; }

    /// <summary>Version of this engine.</summary>
    public required string Engine { get; init; }

    /// <summary>What people decided about the month, and whether it could be followed.</summary>
    public ImmutableArray<AppliedDecision> Decisions { get; init; } = [];

    /// <summary>What the month would come to without them; null where there are none.</summary>
    public UndecidedResult? WithoutDecisions { get; init; }
}

/// <summary>A decision that stands for the month.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="NotFollowed">Why it could not be followed, or null when it was.</param>
public sealed record AppliedDecision(HumanDecision Decision, string? NotFollowed);

/// <summary>What the month would come to without any decision.</summary>
/// <param name="Outcome">Its outcome.</param>
/// <param name="Lines">Its lines.</param>
public sealed record UndecidedResult(Outcome Outcome, ImmutableArray<ServiceLine> Lines);

/// <summary>A diagnosis that a claim carries.</summary>
/// <param name="Code">ICD-10-CM with its dot.</param>
/// <param name="Group">Chronic condition group.</param>
/// <param name="Source">The Condition.</param>
public sealed record Diagnosis(string Code, string Group, SourceReference Source);

/// <summary>Lines of a pathway that was not chosen, and why.</summary>
/// <param name="Pathway"><c>staff</c>, <c>practitioner</c>, <c>complex</c> or <c>clinic</c>.</param>
/// <param name="Lines">What it would bill.</param>
/// <param name="Reason">Why it was not chosen.</param>
public sealed record Alternative(string Pathway, ImmutableArray<ServiceLine> Lines, string Reason);
