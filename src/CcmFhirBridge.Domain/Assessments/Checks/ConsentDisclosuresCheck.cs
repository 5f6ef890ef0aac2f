using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// The four things that the patient has to be told. Every consent that the month rests on, or under which time of it was counted, has to
/// say all four itself; one that was replaced before any second was counted under it says nothing about the month.
/// </summary>
internal sealed class ConsentDisclosuresCheck : MonthCheck
{
    private static readonly RuleText Text = new("consent.disclosures", Severity.Hold, Sources.Faq);

    private static readonly Statement NoConsent = Text.CannotTell(Severity.Warn, "There is no consent in force whose disclosures could be looked at.");
    private static readonly Statement LeftOut = Text.NotMet(
        "The consent records that the patient was not told everything that must be told.", static facts => Saying(facts, Disclosed.NotAll));

    private static readonly Statement Silent = Text.CannotTell(
        Severity.Warn, "The consent does not record what the patient was told.", static facts => Saying(facts, Disclosed.Nothing));

    private static readonly Statement Told = Text.Met(
        "The patient was told of availability, cost sharing, the single practitioner and the right to stop.", static facts => Saying(facts, Disclosed.Everything));

    private static readonly Statement ToldInPart = Text.CannotTell(
        Severity.Warn, "The consent records only a part of what the patient must be told.", static facts => Saying(facts, Disclosed.Part));

    // What a consent says was told, the better first.
    private enum Disclosed
    {
        Everything,
        Part,
        Nothing,
        NotAll,
    }

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is null)
            return NoConsent;
        var worst = Disclosed.Everything;
        foreach (var grant in facts.Consent.Grants)
        {
            if (DisclosedBy(grant.Consent) is var said && said > worst && Matters(grant, facts))
                worst = said;
        }

        return worst switch
        {
            Disclosed.NotAll => LeftOut,
            Disclosed.Nothing => Silent,
            Disclosed.Part => ToldInPart,
            _ => Told,
        };
    }

    private static bool Matters(ConsentGrant grant, CaseFacts facts) => ReferenceEquals(grant.Consent, facts.Consent.RestsOn) || facts.AnyCountedIn(grant.When);

    private static ImmutableArray<SourceReference> Saying(CaseFacts facts, Disclosed what) =>
        [.. facts.Consent.Grants.Where(grant => DisclosedBy(grant.Consent) == what && Matters(grant, facts)).Select(static grant => grant.Consent.Source)];

    private static Disclosed DisclosedBy(CcmConsent consent) => consent.Disclosures switch
    {
        null => Disclosed.Nothing,
        { Availability: false } or { CostSharing: false } or { SinglePractitioner: false } or { RightToStop: false } => Disclosed.NotAll,
        { Availability: true, CostSharing: true, SinglePractitioner: true, RightToStop: true } => Disclosed.Everything,
        _ => Disclosed.Part,
    };
}
