using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>All checks in the order in which a person reads them: who pays, consent, visit, conditions, plan, minutes, code, other services, units, claim.</summary>
internal static class EveryCheck
{
    private static readonly ImmutableArray<ICheck> BeforeCodes =
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
        new StayCheck(), new DeathCheck(), new TimeFloorCheck(),
        new PathwayChoiceCheck(),
    ];

    private static readonly ImmutableArray<ICheck> AfterCodes = [new UnitsCheck(), new DiagnosesBillableCheck(), new ChargeScheduleCheck()];

    // The checks of the other services are the same for every patient of a month, so they are made once for its rules.
    private static readonly ConditionalWeakTable<RulesInForce, ICheck[]> OtherServices = [];

    public static ImmutableArray<Finding> Run(CaseFacts facts)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>(BeforeCodes.Length + AfterCodes.Length + 20);
        foreach (var check in BeforeCodes)
            findings.Add(check.Check(facts));
        if (facts.Rules is { } rules)
        {
            foreach (var check in OtherServices.GetValue(rules, static made => [.. OtherServiceCheck.For(made)]))
                findings.Add(check.Check(facts));
        }

        foreach (var check in AfterCodes)
            findings.Add(check.Check(facts));
        return findings.DrainToImmutable();
    }
}
