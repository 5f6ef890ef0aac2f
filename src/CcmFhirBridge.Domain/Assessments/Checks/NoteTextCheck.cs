using System.Globalization;
using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>
/// No entry has a text that says nothing of what was done (RULES §8). It is for the practice's quality review: it never changes the codes.
/// Where an entry has no text at all, the practice keeps its notes elsewhere; that is told and is no fault.
/// </summary>
internal sealed class NoteTextCheck : MonthCheck
{
    private static readonly RuleText Text = new("note.text", Severity.Warn, Sources.Oig);

    private static readonly Statement Telling = Text.Met(Words);
    private static readonly Statement Empty = Text.NotMet(
        "The text of an entry says neither what was done nor what was decided.", static facts => EntryTally.Sources(facts.Time.Entries.Where(SaysNothing)));

    public override CheckReach Reach => CheckReach.NoMonth;

    public override Answer Check(CaseFacts facts) => Array.Exists(facts.Time.Entries, SaysNothing) ? Empty : Telling;

    private static bool SaysNothing(EntryTally entry) => entry is { IsOfProgram: true, Entry.Note: EntryNote.SaysNothing };

    private static string Words(CaseFacts facts)
    {
        var ours = facts.Time.Entries.Count(static entry => entry.IsOfProgram);
        var silent = facts.Time.Entries.Count(static entry => entry is { IsOfProgram: true, Entry.Note: EntryNote.None });
        return silent == 0
            ? "The text of every entry says what was done."
            : string.Create(CultureInfo.InvariantCulture, $"No entry has a text that says nothing; {silent} of {ours} have no text of their own.");
    }
}
