using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.BillingPlans;

/// <summary>Turns an assessment into the plan of what the month deserves. A plan that may not be billed has no lines.</summary>
public static class BillingPlanner
{
    /// <summary>The plan. Only <see cref="Outcome.Bill"/> and <see cref="Outcome.Hold"/> carry lines, and only the first may be released.</summary>
    public static BillingPlan Plan(Assessment assessment)
    {
        var counted = assessment.Time.Lines.Where(static line => line.ClinicalStaffSeconds + line.PractitionerSeconds > 0).ToArray();
        var professional = assessment.Setting is not (PracticeSetting.Rhc or PracticeSetting.Fqhc);
        var carries = professional && assessment.Outcome is (Outcome.Bill or Outcome.Hold) && !assessment.Lines.IsEmpty;
        return new BillingPlan
        {
            Patient = assessment.Patient,
            Month = assessment.Month,
            Outcome = assessment.Outcome,
            Lines = carries ? assessment.Lines : [],
            BillingPractitioner = carries ? assessment.BillingPractitioner : null,
            PlaceOfService = assessment.PlaceOfService,
            Diagnoses = assessment.Diagnoses,
            Coverage = assessment.Coverage,
            MemberKey = assessment.MemberKey,
            CountedSeconds = assessment.Time.ClinicalStaff + assessment.Time.Practitioner,
            TimeEntries = [.. counted.Select(static line => line.Source)],
            Performers = Performers(counted),
            Consent = assessment.Consent,
            CarePlan = assessment.CarePlan,
            RulePack = assessment.RulePack,
            TenantRevision = assessment.TenantRevision,
        };
    }

    private static ImmutableArray<PractitionerIdentity> Performers(TimeLedgerLine[] counted) =>
    [
        .. counted.SelectMany(static line => line.Performers).Select(static performer => performer.Who)
            .Where(static who => who.Role is PerformerRole.Practitioner or PerformerRole.ClinicalStaff)
            .OrderBy(static who => who.Reference, StringComparer.Ordinal).ThenBy(static who => who.Npi, StringComparer.Ordinal)
            .DistinctBy(static who => who.Reference),
    ];
}
