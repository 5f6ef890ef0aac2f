using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>A check's answer. Missing data is never read as no.</summary>
public enum FindingResult
{
    /// <summary>The rule is met.</summary>
    Met,

    /// <summary>The rule is not met.</summary>
    NotMet,

    /// <summary>The record does not tell.</summary>
    CannotTell,
}

/// <summary>What a failed check does to the month, mildest first.</summary>
public enum Severity
{
    /// <summary>A note.</summary>
    Info,

    /// <summary>Said, and billed all the same.</summary>
    Warn,

    /// <summary>A person must decide or attest.</summary>
    Hold,

    /// <summary>Never billed.</summary>
    Block,
}

/// <summary>A check's result with its working.</summary>
public sealed record Finding
{
    /// <summary>Stable rule id, such as <c>consent.active</c>; never reused.</summary>
    public required string Rule { get; init; }

    /// <summary>The answer.</summary>
    public required FindingResult Result { get; init; }

    /// <summary>What this answer does, or would do, to the month.</summary>
    public required Severity Severity { get; init; }

    /// <summary>One sentence for a person; no names, no free text of the record.</summary>
    public required string Message { get; init; }

    /// <summary>Where the rule is written.</summary>
    public required string Source { get; init; }

    /// <summary>Resources that the answer rests on.</summary>
    public ImmutableArray<SourceReference> Evidence { get; init; } = [];

    /// <summary>Id of the decision by which a person lifted the hold; null when nobody did, and always for a block.</summary>
    public string? LiftedBy { get; init; }

    /// <summary>Rule values used.</summary>
    public ImmutableArray<ParameterRead> Reads { get; init; } = [];
}

/// <summary>What to do next about a finding.</summary>
/// <param name="Rule">Rule of the finding.</param>
/// <param name="Action">What to do.</param>
/// <param name="By">Who can do it: <c>billing practitioner</c>, <c>clinical staff</c>, <c>biller</c> or <c>integration engineer</c>.</param>
public sealed record NextStep(string Rule, string Action, string By);
