using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Checks;

namespace CcmFhirBridge.Domain.Assessments;

/// <summary>What to do about a failed finding, and who can do it.</summary>
internal static class NextSteps
{
    private const string Practitioner = "billing practitioner";
    private const string Staff = "clinical staff";
    private const string Biller = "biller";
    private const string Engineer = "integration engineer";

    private static readonly FrozenDictionary<string, (string Action, string By)> ByRule = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        [ReadDoubtFinding.Rule] = ("Have the EHR show the whole record; the next sync reads it anew.", Biller),
        ["rules.in-force"] = ("Load a rule pack that is verified for the month.", Engineer),
        ["coverage.medicare-part-b"] = ("Verify Medicare Part B for the month and correct the coverage in the EHR.", Biller),
        ["coverage.payer-rules"] = ("Look up the payer's rules and decide whether to bill it.", Biller),
        ["consent.active"] = ("Ask for and document consent; only time after it counts.", Staff),
        ["consent.recorded"] = ("Confirm from the chart when consent was given.", Staff),
        ["consent.disclosures"] = ("Document the four disclosures on the consent.", Staff),
        ["consent.practitioner"] = ("Ask for consent for the practitioner who bills now.", Staff),
        ["practitioner.npi"] = ("Name one billing practitioner with an NPI on the care plan or in the tenant file.", Biller),
        ["visit.initiating"] = ("See the patient, or record the visit that the EHR does not show.", Practitioner),
        ["visit.discussed"] = ("Record whether care management was discussed at the visit.", Practitioner),
        ["visit.extended-planning"] = ("Look up whether the extended planning was billed before, and bill it with its visit.", Biller),
        ["conditions.two-groups"] = ("Review the problem list and code its chronic conditions.", Practitioner),
        ["conditions.contradictory"] = ("Correct the problem list: keep the one of the two codes that the record supports.", Practitioner),
        ["attestation.duration-and-risk"] = ("Attest expected duration and significant risk.", Practitioner),
        ["care-plan.in-force"] = ("Establish the comprehensive care plan in the EHR; where there is one, look at when it, the conditions, consent and coverage begin and end.", Practitioner),
        ["care-plan.shared"] = ("Give the patient a copy of the plan and record the day.", Staff),
        ["time.open-ended"] = ("Complete the end of the entry.", Staff),
        ["time.date-only"] = ("Add the time of day to the entry's start and end.", Staff),
        ["time.no-span"] = ("Correct start and end of the entry, or what is said of its length.", Staff),
        ["time.length"] = ("Check which of length and period is right.", Staff),
        ["time.too-long"] = ("Check start and end of the entry, or split it.", Staff),
        ["time.unknown-activity"] = ("Give the entry a known activity, or map the code in the tenant file.", Engineer),
        ["time.unknown-performer"] = ("Name who worked in the entry, or add the person's role to the tenant file.", Engineer),
        ["time.billed-visit"] = ("Record the hours of the billed visit.", Staff),
        ["time.own-overlap"] = ("Correct the entries that overlap.", Staff),
        ["time.staff-elsewhere"] = ("Check which patient the person worked for at that moment.", Staff),
        ["time.parallel-staff"] = ("Check whether both worked at that moment, and on what.", Staff),
        ["time.stay"] = ("Record when the stay began, or decide who may bill during it.", Biller),
        ["time.death"] = ("Record the date and hour of death.", Biller),
        ["note.text"] = ("Say in the entry what was done and decided, with whom and by which means; a reader years later has nothing else.", Staff),
        ["note.late"] = ("Add the reason for the late entry.", Staff),
        ["pathway.choice"] = ("Choose the pathway that describes the service.", Practitioner),
        ["edits.same-day"] = ("Look at what else was billed on the day, and move the date of service or bill one of the two.", Biller),
        ["edits.add-on"] = ("Ask the Medicare contractor whether the add-on stands before it is billed.", Biller),
        ["units.mue"] = ("Confirm from the record that the units are supported.", Biller),
        ["decision.hold"] = ("Take the hold back, or leave the month unbilled.", Biller),
        ["decision.withheld"] = ("Take the decision back if the month is to be billed after all.", Biller),
        ["decision.enrolled-elsewhere"] = ("Take the decision back if the patient's care management is here after all.", Biller),
        ["decision.not-followed"] = ("Take the decision back, or decide anew.", Biller),
        ["diagnoses.billable"] = ("Give the chronic conditions billable ICD-10-CM codes.", Biller),
        ["charge.schedule"] = ("Add the practice's charge to the tenant file.", Biller),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly (string Action, string By) OtherService = ("Find out whose the other service is and which of the two to bill.", Biller);

    private static readonly (string Action, string By) Unread =
        ("Have the EHR let the bridge read what it asks for: 'ccm-bridge doctor' names the types and scopes that are missing.", Engineer);

    public static ImmutableArray<NextStep> For(ImmutableArray<Finding> findings, ImmutableArray<string> unread)
    {
        var steps = ImmutableArray.CreateBuilder<NextStep>();
        foreach (var finding in findings)
        {
            if (finding.Result == FindingResult.Met || finding.LiftedBy is not null || finding.Severity == Severity.Info)
                continue;
            var (action, by) = finding.Result == FindingResult.CannotTell && NeededTypes.AnyOf(finding.Rule, unread) ? Unread
                : ByRule.TryGetValue(finding.Rule, out var step) ? step : OtherService;
            steps.Add(new NextStep(finding.Rule, action, by));
        }

        return steps.ToImmutable();
    }
}
