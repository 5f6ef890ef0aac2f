using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>Decides one patient-month: pure, without clock or I/O; the same record gives the same answer in any order of its lists.</summary>
public static class Assessor
{
    /// <summary>What the month comes to for the patient, and why.</summary>
    /// <param name="record">Everything read about the patient.</param>
    /// <param name="rules">The rules in force in the month for whoever pays (<see cref="RulesByPayer"/>); null when none are, and then the month is held.</param>
    /// <param name="tenant">The practice.</param>
    /// <param name="month">Service month.</param>
    /// <param name="engine">Version of this engine.</param>
    public static Assessment Assess(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month, string engine) =>
        Explanation.Of(record, PracticeMonths.Of(rules, tenant, month), engine);

    /// <summary>
    /// What the month comes to for the patient, without why: the same facts and checks as <see cref="Assess"/>, of which no words are made. Whoever
    /// asks for the reasons afterwards gets them from <see cref="MonthOutcome.Explain"/>.
    /// </summary>
    /// <param name="record">Everything read about the patient.</param>
    /// <param name="rules">The rules in force in the month for whoever pays (<see cref="RulesByPayer"/>); null when none are, and then the month is held.</param>
    /// <param name="tenant">The practice.</param>
    /// <param name="month">Service month.</param>
    public static MonthOutcome Decide(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month) =>
        MonthOutcome.Of(record, PracticeMonths.Of(rules, tenant, month));
}
