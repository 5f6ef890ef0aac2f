using System.Collections.Frozen;
using System.Text;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>
/// Judges what the words of an entry are worth. Words that stand in any note ("followed up with patient", "call made, no change") are passed
/// over; a text that keeps fewer than two others says nothing. The words themselves are not kept.
/// </summary>
internal static class NoteWords
{
    /// <summary>Bytes of a text that are looked at.</summary>
    public const int Enough = 4096;

    private const int Telling = 2;

    private static readonly FrozenSet<string> InAnyNote =
        """
        a about above again all an and any are as at back be been by call called calling calls care caregiver ccm chart check checked chronic client complete completed
        concern concerns contact contacted continue continued continues coordination date day discussed discussion documentation documented done entry family
        follow followed following for from fu f given had has have he her him his i in is issue issues it its left made management message min mins minute minutes monitor
        monitored monitoring month monthly na need needed needs new no nil none note noted notes nothing of ok okay on or other outreach patient patients per phone plan
        pt pts re reached record regarding report reported reports review reviewed reviewing routine see seen service services she spent spoke spoken stable staff status s talked task
        telephone text that the their them there they this time to today u unchanged up update updated upon us usual via w was we well were will with work year yes yesterday
        change changes changed doing fine good
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = InAnyNote.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What texts in UTF-8 are worth together; tags and entities of XHTML are no words.</summary>
    public static EntryNote Judge(IEnumerable<byte[]> texts)
    {
        var (written, telling) = (false, 0);
        foreach (var text in texts)
            Count(Encoding.UTF8.GetString(text), ref written, ref telling);
        return !written ? EntryNote.None : telling >= Telling ? EntryNote.SaysSomething : EntryNote.SaysNothing;
    }

    private static void Count(string text, ref bool written, ref int telling)
    {
        var at = 0;
        Span<char> lower = stackalloc char[64];
        while (at < text.Length)
        {
            if (text[at] == '<')
            {
                at = After(text, at, '>');
            }
            else if (text[at] == '&')
            {
                at = AfterEntity(text, at);
            }
            else if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
            }
            else
            {
                var start = at;
                while (at < text.Length && char.IsLetterOrDigit(text[at]))
                    at++;
                written = true;
                var word = text.AsSpan(start, at - start);
                if (word.Length > lower.Length || !Known.Contains(lower[..word.ToLowerInvariant(lower)]))
                    telling++;
            }
        }
    }

    private static int After(string text, int from, char end) => text.IndexOf(end, from) is var at && at < 0 ? text.Length : at + 1;

    // Such as &nbsp; and &#160;; a bare ampersand stands for itself.
    private static int AfterEntity(string text, int from)
    {
        var at = from + 1;
        while (at < text.Length && at - from < 10 && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '#'))
            at++;
        return at < text.Length && text[at] == ';' ? at + 1 : from + 1;
    }
}
