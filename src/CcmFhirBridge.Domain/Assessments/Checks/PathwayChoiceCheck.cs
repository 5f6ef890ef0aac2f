using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One pathway stands, and the rules in force hold its codes.</summary>
internal sealed class PathwayChoiceCheck : ICheck
{
    private static readonly RuleText Text = new("pathway.choice", Severity.Hold, Sources.Booklet);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Rules is null)
            return Text.CannotTell(Severity.Hold, "Without rules in force no pathway can be chosen.");
        var reads = facts.Choice.Codes.SelectMany(static line => line.Code.Reads).ToImmutableArray();
        var text = Text.CitedBy(facts.Rules, reads);
        ImmutableArray<PatientRecords.SourceReference> evidence = facts.Decision.Evidence is { } decision ? [decision] : [];
        if (facts.Choice.Pathway == PathwayNames.Complex && facts.Tenant.Policy.StrictComplexPlanRevision && !PlanIsNewOrRevised(facts))
            return text.NotMet("The practice reads complex care strictly, and no care plan was established or substantially revised in the month.", evidence, reads);
        return facts.Choice.Standing switch
        {
            PathwayStanding.Ambiguous => text.NotMet("Both the staff's and the practitioner's own time reach a code; a person has to choose one.", evidence, reads),
            PathwayStanding.CodesMissing => text.CannotTell(Severity.Hold, "The time may support a code that the rules in force do not hold; a person has to look.", evidence, reads),
            _ => text.Met(facts.Choice.Codes.IsEmpty ? "The counted time reaches no code." : "The counted time supports one pathway.", evidence, reads),
        };
    }

    private static bool PlanIsNewOrRevised(CaseFacts facts) => facts.Plan is { } plan
        && new[] { plan.RevisedAt, plan.Created, plan.Start }.Any(moment => moment is { } when && facts.Month.Contains(when.LastDay(facts.Zone)));
}
