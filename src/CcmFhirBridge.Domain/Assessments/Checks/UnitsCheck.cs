using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Units that Medicare's edits let pass, and those that nothing forbids but that are rare.</summary>
internal sealed class UnitsCheck : MonthCheck
{
    private static readonly RuleText Text = new("units.mue", Severity.Hold, "CMS NCCI Medically Unlikely Edits");

    private static readonly Statement NoRules = Text.CannotTell(Severity.Hold, "Without rules in force units cannot be looked at.");
    private static readonly Statement EditNotLoaded = Text.CannotTell(
        Severity.Hold,
        static facts => Say(Unlikely(facts), static (code, units) => $"{units} units of {code.Code}: the edit of this month is not loaded, and the first one that is lets {code.MedicallyUnlikelyUnits} pass."),
        Counted) with
    { CitedFor = static facts => ReadsOf(Unlikely(facts)), Reads = static facts => ReadsOf(Unlikely(facts)) };

    private static readonly Statement AboveEdit = Text.NotMet(
        static facts => Say(Unlikely(facts), static (code, units) => $"{units} units of {code.Code}; Medicare's edit lets {code.MedicallyUnlikelyUnits} pass: the record must carry them."),
        Counted) with
    { CitedFor = static facts => ReadsOf(Unlikely(facts)), Reads = static facts => ReadsOf(Unlikely(facts)) };

    private static readonly Statement Rare = new Statement(Text, FindingResult.NotMet, Severity.Warn)
    {
        Words = static facts => Say(Unusual(facts), static (code, units) => $"{units} units of {code.Code} are rare; the edits let them pass."),
        Evidence = Counted,
        Reads = static facts => ReadsOf(Unusual(facts)),
    };

    private static readonly Statement Within = Text.Met("The units are within the edits that are loaded.");

    public override Answer Check(CaseFacts facts)
    {
        if (facts.Rules is null)
            return NoRules;
        if (Unlikely(facts) is { } unlikely)
            return unlikely.Code.MedicallyUnlikelySince > facts.Days.Last ? EditNotLoaded : AboveEdit;
        return Unusual(facts) is null ? Within : Rare;
    }

    private static CodeUnits? Unlikely(CaseFacts facts)
    {
        foreach (var line in facts.Choice.Codes)
        {
            if (line.Units > (line.Code.MedicallyUnlikelyUnits ?? int.MaxValue))
                return line;
        }

        return null;
    }

    private static CodeUnits? Unusual(CaseFacts facts)
    {
        foreach (var line in facts.Choice.Codes)
        {
            if (line.Units > (line.Code.UsualUnits ?? int.MaxValue))
                return line;
        }

        return null;
    }

    private static string Say(CodeUnits? line, Func<BillingCode, int, string> words) => words(line!.Value.Code, line.Value.Units);

    // The entries that carry the units: whoever approves them approves these.
    private static ImmutableArray<SourceReference> Counted(CaseFacts facts) =>
        EntryTally.Sources(facts.Time.Entries.Where(static entry => !entry.Staff.IsEmpty || !entry.Practitioner.IsEmpty));

    private static ImmutableArray<ParameterRead> ReadsOf(CodeUnits? line) =>
        [.. line!.Value.Code.Reads.Where(static read => read.Parameter.Contains("units", StringComparison.Ordinal))];
}
