using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One billing practitioner who can bill and has an NPI.</summary>
internal sealed class PractitionerNpiCheck : MonthCheck
{
    private static readonly RuleText Text = new("practitioner.npi", Severity.Hold, Sources.GeneralSupervision);

    private static readonly Statement Nobody = Text.NotMet("No practitioner who can bill and has an NPI is known for the patient.");
    private static readonly Statement NoLonger = Text.CannotTell(
        Severity.Hold, "Whoever billed the last claim is not known to be able to bill with an NPI.", static facts => facts.Practitioner.Evidence(facts));

    private static readonly Statement Several = Text.CannotTell(
        Severity.Hold, "Active care plans name different billing practitioners.", static facts => facts.Practitioner.Evidence(facts));

    private static readonly Statement Known = Text.Met("The billing practitioner is known and has an NPI.", static facts => facts.Practitioner.Evidence(facts));

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Practitioner.Billing is null)
            return facts.Practitioner.NamedBy == PractitionerSource.LastClaim ? NoLonger : Nobody;
        return facts.Practitioner.Contradictory ? Several : Known;
    }
}
