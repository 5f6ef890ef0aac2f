using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Units that Medicare's edits let pass.</summary>
internal sealed class UnitsCheck : ICheck
{
    private static readonly RuleText Text = new("units.mue", Severity.Hold, "CMS NCCI Medically Unlikely Edits");

    public Finding Check(CaseFacts facts)
    {
        if (facts.Rules is null)
            return Text.CannotTell(Severity.Hold, "Without rules in force units cannot be looked at.");
        var over = facts.Choice.Codes.Where(static line => line.Units > (line.Code.MedicallyUnlikelyUnits ?? int.MaxValue)).ToArray();
        return over.Length == 0
            ? Text.Met("The units are within the edits that are loaded.")
            : Text.NotMet("More units than Medicare's edits let pass: the record must carry them.", [], over.SelectMany(static line => line.Code.Reads).ToImmutableArray());
    }
}
