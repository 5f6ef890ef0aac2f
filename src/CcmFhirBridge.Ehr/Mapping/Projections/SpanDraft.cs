using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>The span of an entry: the rules of DESIGN §4 about period and length.</summary>
internal static class SpanDraft
{
    public static EntrySpan OfEncounter(EncounterDraft draft, PracticeTimeZone zone)
    {
        var period = draft.Period;
        var near = (period.Start ?? period.End)?.FirstDay(zone);
        if (period.Unreadable)
            return EntrySpan.Not(SpanProblem.Unreadable, near);
        if (period.Start is not { } start)
            return EntrySpan.Not(SpanProblem.Missing, near);
        if (start.Instant is not { } from || (period.End is { } end && end.Instant is null))
            return EntrySpan.Not(SpanProblem.DateOnly, near);
        if (period.End?.Instant is not { } to)
        {
            return draft.Length is { } length
                ? EntrySpan.Of(new Interval(from, from + length))
                : EntrySpan.Not(draft.HasLength ? SpanProblem.Unreadable : SpanProblem.NoEnd, near);
        }

        if (to < from)
            return EntrySpan.Not(SpanProblem.EndBeforeStart, near);
        var disagrees = draft.Length is { } said && said != to - from;
        if (disagrees && draft.Length < to - from)
            to = from + draft.Length!.Value;
        return EntrySpan.Of(new Interval(from, to), disagrees);
    }

    /// <summary>Whether it says from when it ran and nothing until when.</summary>
    public static bool IsOpen(EncounterDraft draft) => draft.Period is { Unreadable: false, Start.Instant: not null, End: null } && draft.Length is null;

    /// <summary>The longest that an entry can be when an answer tells how long it was; null where no answer gives it a span.</summary>
    public static Interval? AtMost(EncounterDraft draft, ProjectionSettings settings) =>
        IsOpen(draft) && draft.Period.Start!.Value.Instant is { } from ? new Interval(from, from + settings.LongestEntry) : AtMost(OfEncounter(draft, settings.Zone).Interval, settings);

    /// <summary>The same of a span that is told.</summary>
    public static Interval? AtMost(Interval? told, ProjectionSettings settings) =>
        told is { } span && span.Duration > settings.LongestEntry ? new Interval(span.Start, span.Start + settings.LongestEntry) : told;

    /// <summary>A participant's own span: only when both ends carry a time, else the encounter's counts.</summary>
    public static EntrySpan? OfParticipant(PeriodDraft period, PracticeTimeZone zone)
    {
        if (period.Start?.Instant is not { } from || period.End?.Instant is not { } to)
            return null;
        return to < from ? EntrySpan.Not(SpanProblem.EndBeforeStart, period.Start.Value.FirstDay(zone)) : EntrySpan.Of(new Interval(from, to));
    }
}
