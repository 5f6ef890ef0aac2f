using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>Decides one patient-month: pure, without clock or I/O; the same record gives the same answer in any order of its lists.</summary>
public static class Assessor
{
    private const string NoRulePack = "none";

    /// <summary>What the month comes to for the patient, and why.</summary>
    /// <param name="record">Everything read about the patient.</param>
    /// <param name="rules">The rules in force in the month for whoever pays (<see cref="RulesByPayer"/>); null when none are, and then the month is held.</param>
    /// <param name="tenant">The practice.</param>
    /// <param name="month">Service month.</param>
    /// <param name="engine">Version of this engine.</param>
    public static Assessment Assess(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month, string engine)
    {
        var facts = new CaseFacts(record, rules, tenant, month);
        var decided = DecidedFindings.Of(facts, EveryCheck.Run(facts));
        var findings = decided.Findings;
        var outcome = OutcomeOf(facts, findings);
        return new Assessment
        {
            Tenant = tenant.Slug,
            Patient = record.Patient.Key,
            Month = month,
            Outcome = outcome,
            BillingPractitioner = facts.Practitioner.Billing,
            Payer = SourceOfPayment.Name(facts.Coverage.Payer),
            Payor = PayorOf(facts.Coverage),
            Coverage = facts.Coverage.Paying?.Source,
            MemberKey = facts.Coverage.Paying?.MemberKey ?? record.MemberKey,
            Setting = tenant.Billing.Setting,
            PlaceOfService = tenant.Billing.PlaceOfService,
            Diagnoses = facts.Diagnoses,
            Lines = facts.Lines,
            Time = facts.Time.ToLedger(facts.Choice),
            Findings = findings,
            Gaps = Sorted(record.Gaps),
            Next = outcome == Outcome.None && !facts.Planning.IsProposed ? [] : NextSteps.For(findings),
            Alternatives = AlternativesOf(facts),
            Consent = facts.Consent.RestsOn?.Source,
            CarePlan = facts.CarePlan.Result == FindingResult.Met ? facts.Plan!.Source : null,
            RulePack = rules?.Version ?? NoRulePack,
            TenantRevision = tenant.Revision,
            Engine = engine,
            Decisions = decided.Applied,
            WithoutDecisions = decided.Applied.IsEmpty ? null : Without(Assess(record with { Decisions = [] }, rules, tenant, month, engine)),
        };
    }

    private static string? PayorOf(CoverageFacts coverage) => coverage.Setting is { } setting
        ? setting.Payor ?? coverage.Paying?.Payors.Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    private static UndecidedResult Without(Assessment undecided) => new(undecided.Outcome, undecided.Lines);

    private static Outcome OutcomeOf(CaseFacts facts, ImmutableArray<Finding> findings)
    {
        if (facts.Rules is null)
            return facts.AnythingCountable ? Outcome.Hold : Outcome.None;
        var blocked = false;
        var uncounted = facts.UncountedCouldChange && !UncountedTimeCheck.AreAllLifted(findings);
        var held = uncounted;
        foreach (var finding in findings)
        {
            if (finding.Result == FindingResult.Met || finding.LiftedBy is not null)
                continue;
            blocked |= finding is { Result: FindingResult.NotMet, Severity: Severity.Block };
            held |= finding.Severity == Severity.Hold;
        }

        if (!facts.Choice.ReachesFloor)
        {
            // Time that could not be counted may reach a floor; where the month is blocked all the same, nothing is left to decide.
            return uncounted && !blocked ? Outcome.Hold : Outcome.None;
        }

        if (blocked)
            return Outcome.Block;
        return held ? Outcome.Hold : Outcome.Bill;
    }

    private static ImmutableArray<Alternative> AlternativesOf(CaseFacts facts)
    {
        if (facts.Choice.Others.IsEmpty)
            return [];
        return [.. facts.Choice.Others.Where(static other => !other.Choice.Codes.IsEmpty).Select(other =>
            new Alternative(other.Choice.Pathway, LinePricing.Price(other.Choice.Codes, facts.ServiceDay.Day, facts.Tenant.Billing, facts.HasAmounts), other.Reason))];
    }

    private static ImmutableArray<RecordGap> Sorted(ImmutableArray<RecordGap> gaps) => gaps.Length < 2
        ? gaps
        : [.. gaps.OrderBy(static gap => gap.Source ?? default).ThenBy(static gap => gap.Code, StringComparer.Ordinal)
            .ThenBy(static gap => gap.Path, StringComparer.Ordinal).ThenBy(static gap => gap.Message, StringComparer.Ordinal)];
}
