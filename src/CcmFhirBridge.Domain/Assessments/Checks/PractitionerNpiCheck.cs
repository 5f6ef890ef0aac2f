using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>One billing practitioner who can bill and has an NPI.</summary>
internal sealed class PractitionerNpiCheck : ICheck
{
    private static readonly RuleText Text = new("practitioner.npi", Severity.Hold, Sources.GeneralSupervision);

    public Finding Check(CaseFacts facts)
    {
        var practitioner = facts.Practitioner;
        if (practitioner.Billing is null)
            return Text.NotMet("No practitioner who can bill and has an NPI is known for the patient.");
        return practitioner.Contradictory
            ? Text.CannotTell(Severity.Hold, "Active care plans name different billing practitioners.", practitioner.Evidence)
            : Text.Met("The billing practitioner is known and has an NPI.", practitioner.Evidence);
    }
}
