using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Consent is asked again when the billing practitioner changes.</summary>
internal sealed class ConsentPractitionerCheck : ICheck
{
    private static readonly RuleText Text = new("consent.practitioner", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { } consent || facts.Consent.Grants.All(static grant => grant.Consent.BillingPractitioner is null))
            return Text.CannotTell(Severity.Info, "The consent names no billing practitioner.", facts.Consent.RestsOn is { } silent ? [silent.Source] : []);
        if (facts.Practitioner.Billing is not { } billing)
            return Text.CannotTell(Severity.Info, "The billing practitioner is not known, so the one named in the consent cannot be compared.", [consent.Source]);
        return Names(consent, billing) && EarlierNameNobodyElse(facts, billing)
            ? Text.Met("The consent names the billing practitioner.", [consent.Source])
            : Text.NotMet("The consent names another billing practitioner.", [.. facts.Consent.Grants.Select(static grant => grant.Consent.Source)]);
    }

    private static bool Names(CcmConsent consent, PractitionerIdentity billing) =>
        consent.BillingPractitioner is not { } named || named.Person == billing.Person || named.Reference == billing.Reference;

    // Time that was counted under an earlier consent rests on that one.
    private static bool EarlierNameNobodyElse(CaseFacts facts, PractitionerIdentity billing)
    {
        foreach (var grant in facts.Consent.Grants)
        {
            if (!Names(grant.Consent, billing) && facts.Time.Entries.Any(entry => entry.Staff.Overlaps(grant.When) || entry.Practitioner.Overlaps(grant.When)))
                return false;
        }

        return true;
    }
}
