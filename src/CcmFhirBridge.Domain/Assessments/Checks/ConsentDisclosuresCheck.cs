using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The four things that the patient has to be told.</summary>
internal sealed class ConsentDisclosuresCheck : ICheck
{
    private static readonly RuleText Text = new("consent.disclosures", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent)
            return Text.CannotTell(Severity.Warn, "There is no consent in force whose disclosures could be looked at.");
        if (facts.Consent.Grants.Any(static grant => grant.Consent.Disclosures is { } told && LeavesOut(told)))
            return Text.NotMet("The consent records that the patient was not told everything that must be told.", [.. facts.Consent.Grants.Select(static grant => grant.Consent.Source)]);
        if (consent.Disclosures is not { } told)
            return Text.CannotTell(Severity.Warn, "The consent does not record what the patient was told.", [consent.Source]);
        return told is { Availability: true, CostSharing: true, SinglePractitioner: true, RightToStop: true }
            ? Text.Met("The patient was told of availability, cost sharing, the single practitioner and the right to stop.", [consent.Source])
            : Text.CannotTell(Severity.Warn, "The consent records only a part of what the patient must be told.", [consent.Source]);
    }

    private static bool LeavesOut(ConsentDisclosures told) =>
        told.Availability == false || told.CostSharing == false || told.SinglePractitioner == false || told.RightToStop == false;
}
