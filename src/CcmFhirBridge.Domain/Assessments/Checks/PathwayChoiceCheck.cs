using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One pathway stands, and the rules in force hold its codes.</summary>
internal sealed class PathwayChoiceCheck : MonthCheck
{
    private static readonly RuleText Text = new("pathway.choice", Severity.Hold, Sources.Booklet);

    private static readonly Statement NoRules = Text.CannotTell(Severity.Hold, "Without rules in force no pathway can be chosen.");
    private static readonly Statement NotRevised = Cited(Text.NotMet(
        "In this month complex care needs a care plan that was established or substantially revised, and none was.", Evidence));

    private static readonly Statement StrictlyNotRevised = Cited(Text.NotMet(
        "The practice reads complex care strictly, and no care plan was established or substantially revised in the month.", Evidence));

    private static readonly Statement Both = Cited(Text.NotMet("Both the staff's and the practitioner's own time reach a code; a person has to choose one.", Evidence));
    private static readonly Statement Nothing = Cited(Text.Met("The counted time reaches no code.", Evidence));
    private static readonly Statement One = Cited(Text.Met("The counted time supports one pathway.", Evidence));
    private static readonly Statement Chosen = Cited(Text.Met(
        static facts => $"The {facts.Choice.Pathway} pathway is chosen; what else the time would support is listed as alternatives.", Evidence));

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return NoRules;
        var choice = facts.Choice;
        if (choice.Pathway == PathwayNames.Complex && (rules.ComplexPlanRevisionRequired || facts.Tenant.Policy.StrictComplexPlanRevision) && !PlanIsNewOrRevised(facts))
            return rules.ComplexPlanRevisionRequired ? NotRevised : StrictlyNotRevised;
        if (choice.IsAmbiguous)
            return Both;
        if (!choice.ReachesFloor)
            return Nothing;
        return choice.Others.IsEmpty ? One : Chosen;
    }

    private static Statement Cited(Statement statement) => statement with { CitedFor = Reads, Reads = Reads };

    private static ImmutableArray<ParameterRead> Reads(CaseFacts facts) => [.. facts.Choice.Codes.SelectMany(static line => line.Code.Reads)];

    private static ImmutableArray<SourceReference> Evidence(CaseFacts facts) => facts.Decision.Evidence is { } decision ? [decision] : [];

    // Of several plans that stand on the date of service any one may be the new or the revised one: an old one that nobody ended takes nothing from it.
    private static bool PlanIsNewOrRevised(CaseFacts facts)
    {
        foreach (var inForce in facts.CarePlan.InForce)
        {
            if (inForce.StandsOn(facts.ServiceDay.Day) && IsNewOrRevised(inForce.Plan, facts))
                return true;
        }

        return facts.Plan is { } plan && IsNewOrRevised(plan, facts);
    }

    private static bool IsNewOrRevised(CcmCarePlan plan, CaseFacts facts) => IsOfMonth(plan.RevisedAt, facts) || IsOfMonth(plan.Created, facts) || IsOfMonth(plan.Start, facts);

    private static bool IsOfMonth(Moment? moment, CaseFacts facts) => moment is { } when && facts.Days.Contains(when.LastDay(facts.Zone));
}
