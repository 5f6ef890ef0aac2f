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
        if (facts.Choice.Pathway == PathwayNames.Complex && !PlanIsNewOrRevised(facts))
        {
            if (facts.Rules.ComplexPlanRevisionRequired)
                return text.NotMet("In this month complex care needs a care plan that was established or substantially revised, and none was.", evidence, reads);
            if (facts.Tenant.Policy.StrictComplexPlanRevision)
                return text.NotMet("The practice reads complex care strictly, and no care plan was established or substantially revised in the month.", evidence, reads);
        }

        if (facts.Choice.IsAmbiguous)
            return text.NotMet("Both the staff's and the practitioner's own time reach a code; a person has to choose one.", evidence, reads);
        return text.Met(facts.Choice.ReachesFloor ? Chosen(facts.Choice) : "The counted time reaches no code.", evidence, reads);
    }

    private static string Chosen(PathwayChoice choice) => choice.Others.IsEmpty
        ? "The counted time supports one pathway."
        : $"The {choice.Pathway} pathway is chosen; what else the time would support is listed as alternatives.";

    private static bool PlanIsNewOrRevised(CaseFacts facts) => facts.Plan is { } plan
        && new[] { plan.RevisedAt, plan.Created, plan.Start }.Any(moment => moment is { } when && facts.Month.Contains(when.LastDay(facts.Zone)));
}
