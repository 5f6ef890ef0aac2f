using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>Puts the assessment of a patient-month together: its outcome with everything that it rests on.</summary>
internal static class Explanation
{
    private const string NoRulePack = "none";

    public static Assessment Of(PatientRecord record, PracticeMonth practice, string engine)
    {
        var facts = new CaseFacts(record, practice) { EachEntryIsShown = true };
        var decided = DecidedFindings.Of(facts, EveryCheck.Explain(facts));
        var findings = decided.Findings;
        var outcome = MonthStanding.Of(facts, findings);
        var tenant = practice.Tenant;
        return new Assessment
        {
            Tenant = tenant.Slug,
            Patient = record.Patient.Key,
            Month = facts.Month,
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
            Next = outcome == Outcome.None && !facts.Planning.IsProposed ? [] : NextSteps.For(findings, record.Unread),
            Alternatives = AlternativesOf(facts),
            Consent = facts.Consent.RestsOn?.Source,
            CarePlan = facts.CarePlan.Result == FindingResult.Met ? facts.Plan!.Source : null,
            RulePack = practice.Rules?.Version ?? NoRulePack,
            TenantRevision = tenant.Revision,
            Engine = engine,
            Decisions = decided.Applied,
            WithoutDecisions = decided.Applied.IsEmpty ? null : Without(MonthOutcome.Of(record with { Decisions = [] }, practice)),
        };
    }

    private static string? PayorOf(CoverageFacts coverage) => coverage.Setting is { } setting
        ? setting.Payor ?? coverage.Paying?.Payors.Order(StringComparer.Ordinal).FirstOrDefault()
        : null;

    private static UndecidedResult Without(MonthOutcome undecided) => new(undecided.Outcome, undecided.Lines);

    private static ImmutableArray<Alternative> AlternativesOf(CaseFacts facts) =>
        [.. facts.Choice.Others.Where(static other => !other.Choice.Codes.IsEmpty).Select(other =>
            new Alternative(other.Choice.Pathway, facts.Practice.Pricing.Price(other.Choice.Codes, facts.ServiceDay.Day, facts.Amounts), other.Reason))];

    private static ImmutableArray<RecordGap> Sorted(ImmutableArray<RecordGap> gaps) => gaps.Length < 2
        ? gaps
        : [.. gaps.OrderBy(static gap => gap.Source ?? default).ThenBy(static gap => gap.Code, StringComparer.Ordinal)
            .ThenBy(static gap => gap.Path, StringComparer.Ordinal).ThenBy(static gap => gap.Message, StringComparer.Ordinal)];
}
