using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>All checks in the order in which a person reads them: who pays, consent, visit, conditions, plan, minutes, code, other services, units, claim.</summary>
internal static class EveryCheck
{
    private static readonly ImmutableArray<MonthCheck> BeforeCodes =
    [
        new RulesInForceCheck(),
        new MedicarePartBCheck(), new PayerRulesCheck(),
        new ConsentActiveCheck(), new ConsentRecordedCheck(), new ConsentDisclosuresCheck(), new ConsentPractitionerCheck(),
        new PractitionerNpiCheck(),
        new InitiatingVisitCheck(), new VisitDiscussedCheck(), new ExtendedPlanningCheck(),
        new TwoConditionsCheck(), new AttestationCheck(),
        new CarePlanInForceCheck(), new CarePlanSharedCheck(),
        TimeSpanCheck.OpenEnded, TimeSpanCheck.DateOnly, TimeSpanCheck.Unusable, new TimeLengthCheck(), UncountedTimeCheck.TooLong, UncountedTimeCheck.Activity, UncountedTimeCheck.Performer,
        new OtherPractitionerCheck(), new BilledVisitCheck(), new OwnOverlapCheck(), new StaffElsewhereCheck(), new ParallelStaffCheck(),
        new StayCheck(), new DeathCheck(), new TimeFloorCheck(), new NoteTextCheck(), new NoteLateCheck(),
        new PathwayChoiceCheck(),
    ];

    private static readonly ImmutableArray<MonthCheck> AfterCodes = [new UnitsCheck(), new DiagnosesBillableCheck(), new ChargeScheduleCheck()];

    /// <summary>The checks of a practice's month; those of the other services are made for its rules.</summary>
    public static MonthCheck[] Of(PracticeMonth practice) =>
        practice.Rules is { } rules ? [.. BeforeCodes, .. Named(rules), .. OtherServiceCheck.For(rules, practice), .. Imported(rules), .. AfterCodes] : [.. BeforeCodes, .. AfterCodes];

    private static IEnumerable<MonthCheck> Named(RulesInForce rules)
    {
        if (!rules.Conditions.Contradictions.IsEmpty)
            yield return new ContradictoryConditionsCheck();
    }

    // What nobody imported is not looked at, and is not said to be met.
    private static IEnumerable<MonthCheck> Imported(RulesInForce rules)
    {
        if (rules.Edits.HasPairs)
            yield return new SameDayEditCheck(rules);
        if (rules.Edits.HasAddOns)
            yield return new AddOnEditCheck(rules);
    }

    /// <summary>Every check's finding, in their order.</summary>
    public static ImmutableArray<Finding> Explain(CaseFacts facts)
    {
        var checks = facts.Practice.Checks;
        var findings = new Finding[checks.Length];
        for (var i = 0; i < findings.Length; i++)
            findings[i] = checks[i].Check(facts).Explain(facts);
        return [.. ReadDoubtFinding.Of(facts.Record), .. findings];
    }
}
