using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The findings after what people decided: which holds they lifted, what they stopped, and what could not be followed.</summary>
internal sealed record DecidedFindings(ImmutableArray<Finding> Findings, ImmutableArray<AppliedDecision> Applied)
{
    private const string Recorded = "A decision recorded with the bridge";

    private static readonly RuleText Held = new("decision.hold", Severity.Hold, Recorded);
    private static readonly RuleText Withheld = new("decision.withheld", Severity.Block, Recorded);
    private static readonly RuleText Elsewhere = new("decision.enrolled-elsewhere", Severity.Block, Sources.Booklet);
    private static readonly RuleText NotFollowed = new("decision.not-followed", Severity.Warn, Recorded);

    // Nobody's approval takes their place: without them no claim can be made, or only the billing practitioner may say it.
    private static readonly FrozenDictionary<string, string> NeverApproved = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ReadDoubtFinding.Rule] = "What the EHR may not have shown cannot be approved: have it show the whole record.",
        ["rules.in-force"] = "The rules of the month cannot be approved: load a rule pack that is verified for it, or bill elsewhere.",
        ["practitioner.npi"] = "A claim names its practitioner: decide who bills.",
        ["diagnoses.billable"] = "A claim carries billable diagnosis codes: correct the conditions in the EHR.",
        ["charge.schedule"] = "A claim carries a charge: add it to the tenant file.",
        ["attestation.duration-and-risk"] = "Duration and risk are attested by the billing practitioner, not approved.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static DecidedFindings Of(CaseFacts facts, ImmutableArray<Finding> findings)
    {
        if (facts.Decisions.IsEmpty)
            return new DecidedFindings(findings, []);
        var applied = facts.Decisions.All.Select(decision => new AppliedDecision(decision, WhyNot(decision, facts, findings)))
            .Concat(facts.Decisions.Incomplete.Select(static decision => new AppliedDecision(decision, decision.Problem()))).ToImmutableArray();
        var decided = findings.Select(finding => Lift(finding, facts)).Concat(Further(facts));
        var ignored = applied.Where(static decision => decision.NotFollowed is not null).ToArray();
        if (ignored.Length > 0)
        {
            decided = decided.Append(NotMet(
                NotFollowed, string.Join(' ', ignored.Select(static decision => decision.NotFollowed).Distinct(StringComparer.Ordinal)), [.. ignored.Select(static decision => decision.Decision.Source)]));
        }

        return new DecidedFindings([.. decided], applied);
    }

    private static Finding Lift(Finding finding, CaseFacts facts) => IsOpenHold(finding)
        && facts.Decisions.All.LastOrDefault(decision => IsApprovalOf(decision, finding) && WhyNotLifted(decision, finding, facts) is null) is { } approval
            ? finding with { LiftedBy = approval.Id }
            : finding;

    private static IEnumerable<Finding> Further(CaseFacts facts)
    {
        if (facts.Decisions.Find(DecisionKind.Hold) is { } hold)
            yield return NotMet(Held, "A person holds the month.", [hold.Source]);
        if (facts.Choice.IsWithheld)
            yield return NotMet(Withheld, "A person decided that nothing of the month is billed.", [.. facts.Decisions.All.Where(static decision => decision.Kind == DecisionKind.WithholdCode).Select(static decision => decision.Source)]);
        if (facts.Decisions.Find(DecisionKind.EnrolledElsewhere) is { } elsewhere)
            yield return NotMet(Elsewhere, "A person recorded that another practice has the patient's care management: only one is paid.", [elsewhere.Source]);
    }

    private static string? WhyNot(HumanDecision decision, CaseFacts facts, ImmutableArray<Finding> findings) => decision.Kind switch
    {
        DecisionKind.Approve => findings.Where(finding => IsOpenHold(finding) && IsApprovalOf(decision, finding))
            .Select(finding => WhyNotLifted(decision, finding, facts)).FirstOrDefault(static reason => reason is not null)
            ?? findings.Where(finding => finding is { Result: FindingResult.NotMet, Severity: Severity.Block } && IsApprovalOf(decision, finding))
                .Select(static finding => $"{finding.Rule} blocks the month, and no approval lifts a block.").FirstOrDefault()
            ?? (decision.Rules.All(rule => findings.Any(finding => finding.Rule == rule)) ? null : "An approval names a rule that the month does not have: 'explain' shows those it has."),
        DecisionKind.LowerUnits or DecisionKind.WithholdCode => WhyNotLimited(decision.Code!, facts),
        DecisionKind.ChoosePathway when facts.Choice.ReachesFloor && facts.Choice.Pathway != decision.Pathway => $"The time does not carry the {decision.Pathway} pathway that was chosen.",
        DecisionKind.BillingPractitioner when !facts.Practitioner.IsBilling(decision.Practitioner!) => "The practitioner who was named is not known as one who can bill with an NPI.",
        DecisionKind.AttestRisk or DecisionKind.AttestDecisionMaking when !facts.Practitioner.IsBilling(decision.Practitioner!) => "Only the billing practitioner attests risk and decision making.",
        _ => null,
    };

    private static string? WhyNotLimited(string code, CaseFacts facts)
    {
        if (facts.Practice is not { Rules: { } rules, Chooser: { } chooser })
            return null;
        if (!rules.IsOwnCode(code))
            return "What was lowered or withheld is no code of chronic care management in the month: name one as it is billed, such as 99439.";
        var unlimited = chooser.Choose(facts.Time.StaffTicks, facts.Time.PractitionerTicks, new PathwayGrounds(facts.Decisions.WithoutLimits(), facts.Decision.Day is not null));
        return unlimited.Codes.Any(line => line.Code.Code == code) || (facts.Planning.IsProposed && facts.Planning.Code!.Code == code)
            ? null
            : $"{code} is not on the month's bill, so there is nothing of it to lower or withhold.";
    }

    private static string? WhyNotLifted(HumanDecision approval, Finding finding, CaseFacts facts)
    {
        if (NeverApproved.TryGetValue(finding.Rule, out var reason))
            return reason;
        if (finding.Rule == "pathway.choice" && facts.Choice.IsAmbiguous)
            return "Two pathways stand: choose one instead of approving.";
        return approval.Evidence.IsEmpty || finding.Evidence.All(source => approval.Evidence.Contains(source.Key, StringComparer.Ordinal))
            ? null
            : $"What {finding.Rule} rests on is no longer what was approved.";
    }

    private static bool IsApprovalOf(HumanDecision decision, Finding finding) =>
        decision.Kind == DecisionKind.Approve && decision.Rules.Contains(finding.Rule, StringComparer.Ordinal);

    private static bool IsOpenHold(Finding finding) => finding is { Severity: Severity.Hold, Result: not FindingResult.Met };

    private static Finding NotMet(RuleText text, string message, ImmutableArray<SourceReference> evidence) => new()
    {
        Rule = text.Rule,
        Result = FindingResult.NotMet,
        Severity = text.Severity,
        Message = message,
        Source = text.Source,
        Evidence = evidence,
    };
}
