using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>One performer's span of an entry, before it is cut to the month.</summary>
/// <param name="Who">Who it was; null when the entry names nobody.</param>
/// <param name="Span">When.</param>
/// <param name="Own">The span is the performer's own period, not the encounter's.</param>
internal readonly record struct PerformerSpan(PractitionerIdentity? Who, EntrySpan Span, bool Own)
{
    /// <summary>How many spans the entry has: one of each performer, or one where nobody is named.</summary>
    public static int CountOf(TimeEntry entry) => Math.Max(1, entry.Performers.Length);

    /// <summary>A participant's own period where both ends carry a time, else the encounter's span (DESIGN §4).</summary>
    public static PerformerSpan Of(TimeEntry entry, int index) => entry.Performers.IsEmpty
        ? new PerformerSpan(null, entry.Span, false)
        : Of(entry.Performers[index], entry.Span);

    private static PerformerSpan Of(Performer performer, EntrySpan encounter) => performer.OwnSpan is { } own && (own.Interval is not null || own.Problem == SpanProblem.EndBeforeStart)
        ? new PerformerSpan(performer.Who, own, true)
        : new PerformerSpan(performer.Who, encounter, false);
}
