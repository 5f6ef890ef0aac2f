using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Consent is asked again when the billing practitioner changes.</summary>
internal sealed class ConsentPractitionerCheck : MonthCheck
{
    private static readonly RuleText Text = new("consent.practitioner", Severity.Hold, Sources.Faq);

    private static readonly Statement NamesNobody = Text.CannotTell(
        Severity.Info, "The consent names no billing practitioner.", static facts => facts.Consent.RestsOn is { } silent ? [silent.Source] : []);

    private static readonly Statement NobodyBills = Text.CannotTell(
        Severity.Info, "The billing practitioner is not known, so the one named in the consent cannot be compared.", static facts => [facts.Consent.RestsOn!.Source]);

    private static readonly Statement Same = Text.Met("The consent names the billing practitioner.", static facts => [facts.Consent.RestsOn!.Source]);
    private static readonly Statement Another = Text.NotMet(
        "The consent names another billing practitioner.", static facts => [.. facts.Consent.Grants.Select(static grant => grant.Consent.Source)]);

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent || !AnyNamesSomebody(facts))
            return NamesNobody;
        if (facts.Practitioner.Billing is not { } billing)
            return NobodyBills;
        return Names(consent, billing) && EarlierNameNobodyElse(facts, billing) ? Same : Another;
    }

    private static bool AnyNamesSomebody(CaseFacts facts)
    {
        foreach (var grant in facts.Consent.Grants)
        {
            if (grant.Consent.BillingPractitioner is not null)
                return true;
        }

        return false;
    }

    private static bool Names(CcmConsent consent, PractitionerIdentity billing) =>
        consent.BillingPractitioner is not { } named || named.IsSamePerson(billing) || named.Reference == billing.Reference;

    // Time that was counted under an earlier consent rests on that one.
    private static bool EarlierNameNobodyElse(CaseFacts facts, PractitionerIdentity billing)
    {
        foreach (var grant in facts.Consent.Grants)
        {
            if (!Names(grant.Consent, billing) && facts.AnyCountedIn(grant.When))
                return false;
        }

        return true;
    }
}
