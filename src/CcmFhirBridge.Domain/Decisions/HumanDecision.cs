using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Decisions;

/// <summary>
/// A person's recorded decision about a patient's month, with who, when and why. It is a fact like any other: it survives every
/// recomputation, and later ones of the same kind take its place.
/// </summary>
public sealed record HumanDecision
{
    /// <summary><c>Patient/id</c>.</summary>
    public required string Patient { get; init; }

    /// <summary>Service month that it is about, and from which it stands where its kind stands for later months.</summary>
    public required ServiceMonth Month { get; init; }

    /// <summary>What was decided.</summary>
    public required DecisionKind Kind { get; init; }

    /// <summary>Who decided.</summary>
    public required string By { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Why; may speak of the patient, so it is shown with the patient's month only and never logged.</summary>
    public required string Reason { get; init; }

    /// <summary>Rules whose holds are lifted; for <see cref="DecisionKind.Approve"/>.</summary>
    public ImmutableArray<string> Rules { get; init; } = [];

    /// <summary>
    /// What the approver saw, as <c>Type/id</c>. A hold that rests on anything else is not lifted. Empty: it covers whatever the hold rests on.
    /// </summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary>CPT or HCPCS code; for <see cref="DecisionKind.LowerUnits"/> and <see cref="DecisionKind.WithholdCode"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Units to bill, 1 or more; for <see cref="DecisionKind.LowerUnits"/>.</summary>
    public int? Units { get; init; }

    /// <summary><c>staff</c>, <c>practitioner</c> or <c>complex</c>; for <see cref="DecisionKind.ChoosePathway"/>.</summary>
    public string? Pathway { get; init; }

    /// <summary>Reference such as <c>Practitioner/dr-a</c>, or <c>npi:</c> and ten digits: who is named, or who attests.</summary>
    public string? Practitioner { get; init; }

    /// <summary><c>straightforward</c>, <c>low</c>, <c>moderate</c> or <c>high</c>; for <see cref="DecisionKind.AttestDecisionMaking"/>.</summary>
    public string? Level { get; init; }

    /// <summary>Day of the decision making, or of the attestation.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The conditions are expected to last twelve months or until death; for <see cref="DecisionKind.AttestRisk"/>.</summary>
    public bool? ExpectedDuration { get; init; }

    /// <summary>They place the patient at significant risk; for <see cref="DecisionKind.AttestRisk"/>.</summary>
    public bool? SignificantRisk { get; init; }

    /// <summary>Id of the decision that is taken back; for <see cref="DecisionKind.Withdraw"/>.</summary>
    public string? Withdraws { get; init; }

    /// <summary>The registered client through which it came; null when it was recorded at the bridge itself.</summary>
    public string? Via { get; init; }

    /// <summary>Twelve hexadecimal digits of a hash over everything above: the same decision, recorded twice, is one.</summary>
    public string Id => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content)))[..12];

    /// <summary>
    /// Whether it can only make less of a bill, or takes back one that does. What lets a bill leave rests on the chart that was looked at; what keeps it
    /// back goes wherever the chart goes.
    /// </summary>
    public bool KeepsBack => Kind is DecisionKind.Hold or DecisionKind.WithholdCode or DecisionKind.LowerUnits or DecisionKind.EnrolledElsewhere or DecisionKind.Withdraw
        || (Kind == DecisionKind.AttestRisk && (ExpectedDuration == false || SignificantRisk == false));

    /// <summary>The decision as the source of a fact.</summary>
    public SourceReference Source => new("Decision", Id);

    private string Content => string.Join(
        '\n',
        new[]
        {
            "v1", Patient, Month.ToString(), Kind.ToString(), By, At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), Reason,
            string.Join(' ', Rules.Order(StringComparer.Ordinal)), string.Join(' ', Evidence.Order(StringComparer.Ordinal)), Code,
            Units?.ToString(CultureInfo.InvariantCulture), Pathway, Practitioner, Level, Day?.ToString("O", CultureInfo.InvariantCulture),
            ExpectedDuration?.ToString(), SignificantRisk?.ToString(), Withdraws,
        }.Concat(Via is null ? [] : [Via]).Select(static part => part?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)));

    /// <summary>What is wrong with the decision as such, in words that tell how to mend it; null when nothing is.</summary>
    public string? Problem() => Kind switch
    {
        _ when string.IsNullOrWhiteSpace(By) => "A decision says who made it: fill in 'by'.",
        _ when string.IsNullOrWhiteSpace(Reason) => "A decision says why: fill in 'reason'.",
        DecisionKind.Approve when Rules.IsEmpty => "An approval names the rules whose holds it lifts: fill in 'rules'.",
        DecisionKind.LowerUnits when Code is null || Units is null or < 1 => "Lowering units names a code and 1 or more units: fill in 'code' and 'units', or withhold the code.",
        DecisionKind.WithholdCode when Code is null => "Withholding names a code: fill in 'code'.",
        DecisionKind.ChoosePathway when Pathway is not ("staff" or "practitioner" or "complex") => "A pathway is staff, practitioner or complex: fill in 'pathway'.",
        DecisionKind.BillingPractitioner or DecisionKind.AttestRisk or DecisionKind.AttestDecisionMaking when Practitioner is null
            => "This decision names a practitioner: fill in 'practitioner' with a reference such as Practitioner/dr-a, or npi: and ten digits.",
        DecisionKind.AttestRisk when ExpectedDuration is null || SignificantRisk is null
            => "An attestation answers both questions: fill in 'expectedDuration' and 'significantRisk'.",
        DecisionKind.AttestDecisionMaking when Level is not ("straightforward" or "low" or "moderate" or "high")
            => "A level of decision making is straightforward, low, moderate or high: fill in 'level'.",
        DecisionKind.AttestDecisionMaking when Day is not { } day || !Month.Contains(day) => "Decision making has a day in the month: fill in 'day'.",
        DecisionKind.Withdraw when Withdraws is null => "Taking back names a decision: fill in 'withdraws' with its id.",
        _ => null,
    };
}
