using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>The four things that the patient has to be told.</summary>
internal sealed class ConsentDisclosuresCheck : MonthCheck
{
    private static readonly RuleText Text = new("consent.disclosures", Severity.Hold, Sources.Faq);

    private static readonly Statement NoConsent = Text.CannotTell(Severity.Warn, "There is no consent in force whose disclosures could be looked at.");
    private static readonly Statement LeftOut = Text.NotMet(
        "The consent records that the patient was not told everything that must be told.", static facts => [.. facts.Consent.Grants.Select(static grant => grant.Consent.Source)]);

    private static readonly Statement Silent = Text.CannotTell(
        Severity.Warn, "The consent does not record what the patient was told.", static facts => [facts.Consent.RestsOn!.Source]);

    private static readonly Statement Told = Text.Met(
        "The patient was told of availability, cost sharing, the single practitioner and the right to stop.", static facts => [facts.Consent.RestsOn!.Source]);

    private static readonly Statement ToldInPart = Text.CannotTell(
        Severity.Warn, "The consent records only a part of what the patient must be told.", static facts => [facts.Consent.RestsOn!.Source]);

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent)
            return NoConsent;
        foreach (var grant in facts.Consent.Grants)
        {
            if (grant.Consent.Disclosures is { } said && LeavesOut(said))
                return LeftOut;
        }

        if (consent.Disclosures is not { } told)
            return Silent;
        return told is { Availability: true, CostSharing: true, SinglePractitioner: true, RightToStop: true } ? Told : ToldInPart;
    }

    private static bool LeavesOut(ConsentDisclosures told) =>
        told.Availability == false || told.CostSharing == false || told.SinglePractitioner == false || told.RightToStop == false;
}
