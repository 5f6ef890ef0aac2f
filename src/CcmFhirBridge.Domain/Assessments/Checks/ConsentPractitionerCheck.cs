using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Consent is asked again when the billing practitioner changes.</summary>
internal sealed class ConsentPractitionerCheck : ICheck
{
    private static readonly RuleText Text = new("consent.practitioner", Severity.Hold, Sources.Faq);

    public Finding Check(CaseFacts facts)
    {
        if (facts.Consent.RestsOn is not { BillingPractitioner: { } named } consent)
            return Text.CannotTell(Severity.Info, "The consent names no billing practitioner.", facts.Consent.RestsOn is { } silent ? [silent.Source] : []);
        if (facts.Practitioner.Billing is not { } billing)
            return Text.CannotTell(Severity.Info, "The billing practitioner is not known, so the one named in the consent cannot be compared.", [consent.Source]);
        return named.Person == billing.Person || named.Reference == billing.Reference
            ? Text.Met("The consent names the billing practitioner.", [consent.Source])
            : Text.NotMet("The consent names another billing practitioner.", [consent.Source]);
    }
}
