using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Units that Medicare's edits let pass, and those that nothing forbids but that are rare.</summary>
internal sealed class UnitsCheck : ICheck
{
    private static readonly RuleText Text = new("units.mue", Severity.Hold, "CMS NCCI Medically Unlikely Edits");

    public Finding Check(CaseFacts facts)
    {
        if (facts.Rules is not { } rules)
            return Text.CannotTell(Severity.Hold, "Without rules in force units cannot be looked at.");
        foreach (var line in facts.Choice.Codes)
        {
            var (code, units) = line;
            if (units > (code.MedicallyUnlikelyUnits ?? int.MaxValue))
            {
                var text = Text.CitedBy(rules, ReadsOf(line));
                return code.MedicallyUnlikelySince > facts.Month.LastDay
                    ? text.CannotTell(Severity.Hold, $"{units} units of {code.Code}: the edit of this month is not loaded, and the first one that is lets {code.MedicallyUnlikelyUnits} pass.", Counted(facts), ReadsOf(line))
                    : text.NotMet($"{units} units of {code.Code}; Medicare's edit lets {code.MedicallyUnlikelyUnits} pass: the record must carry them.", Counted(facts), ReadsOf(line));
            }
        }

        foreach (var line in facts.Choice.Codes)
        {
            if (line.Units > (line.Code.UsualUnits ?? int.MaxValue))
                return Text.Answer(FindingResult.NotMet, Severity.Warn, $"{line.Units} units of {line.Code.Code} are rare; the edits let them pass.", Counted(facts), ReadsOf(line));
        }

        return Text.Met("The units are within the edits that are loaded.");
    }

    // The entries that carry the units: whoever approves them approves these.
    private static ImmutableArray<SourceReference> Counted(CaseFacts facts) =>
        EntryTally.Sources(facts.Time.Entries.Where(static entry => !entry.Staff.IsEmpty || !entry.Practitioner.IsEmpty));

    private static ImmutableArray<ParameterRead> ReadsOf(CodeUnits line) =>
        [.. line.Code.Reads.Where(static read => read.Parameter.Contains("units", StringComparison.Ordinal))];
}
