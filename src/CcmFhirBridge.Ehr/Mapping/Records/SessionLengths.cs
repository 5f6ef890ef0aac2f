using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>What answers of questionnaires say of the length of a patient's entries.</summary>
internal sealed class SessionLengths
{
    private readonly record struct Said(SourceReference Source, string Encounter, int? Seconds);

    private readonly List<Said> _said = [];

    public void Read(SourceReference source, ref FactReader reader)
    {
        var isLength = reader.Byte() == AnswerProjection.IsLength;
        var encounter = reader.OptionalReference()!;
        _said.Add(new Said(source, encounter, isLength ? reader.Count() : null));
    }

    /// <summary>
    /// Gives each entry the length that is told of it, where it says none, and else the shortest of all that is said; nobody has worked for longer in it.
    /// One answer that could not be read leaves the entry without a span, whatever its period says. What names no entry of the patient's is a gap.
    /// </summary>
    public void Apply(EncounterFacts encounters, List<RecordGap> gaps, PracticeTimeZone zone)
    {
        foreach (var answers in _said.GroupBy(said => said.Encounter, StringComparer.Ordinal))
        {
            var at = encounters.Entries.FindIndex(entry => entry.Source.Key == answers.Key);
            if (at < 0)
                gaps.AddRange(answers.Select(said => new RecordGap(GapCodes.AnswerWithoutEntry, said.Source, "$.encounter", GapCodes.MessageOf(GapCodes.AnswerWithoutEntry))));
            else
                encounters.Entries[at] = Told(encounters.Entries[at], encounters.OpenSince(answers.Key), [.. answers], zone);
        }
    }

    private static TimeEntry Told(TimeEntry entry, DateTimeOffset? openSince, Said[] answers, PracticeTimeZone zone)
    {
        var told = entry with { Answers = [.. answers.Select(said => said.Source).Order()] };
        if (Array.Exists(answers, answer => answer.Seconds is null))
        {
            return told with
            {
                Span = Unread(entry.Span, zone),
                Performers = [.. entry.Performers.Select(performer => performer with { OwnSpan = performer.OwnSpan is { } own ? Unread(own, zone) : null })],
            };
        }

        var lengths = answers.Select(answer => TimeSpan.FromSeconds(answer.Seconds!.Value)).ToList();
        var span = SpanOf(entry.Span, openSince, lengths);
        return told with { Span = span, Performers = WithinSession(entry.Performers, span, lengths.Min()) };
    }

    private static EntrySpan Unread(EntrySpan span, PracticeTimeZone zone) => EntrySpan.Not(SpanProblem.Answer, span.Interval is { } when ? zone.DayOf(when.Start) : span.Near);

    private static EntrySpan SpanOf(EntrySpan said, DateTimeOffset? openSince, List<TimeSpan> answers)
    {
        if ((said.Interval?.Start ?? openSince) is not { } from)
            return said;
        List<TimeSpan> lengths = said.Interval is { } own ? [.. answers, own.Duration] : answers;
        var shortest = lengths.Min();
        return EntrySpan.Of(new Interval(from, from + shortest), said.LengthDisagrees || lengths.Exists(length => length != shortest));
    }

    // Several people may have worked one after the other: what they have of their own is cut where the session ends that began with the first of them.
    private static ImmutableArray<Performer> WithinSession(ImmutableArray<Performer> performers, EntrySpan entry, TimeSpan length)
    {
        var spans = performers.Select(performer => performer.OwnSpan ?? entry).Where(span => span.Interval is not null).Select(span => span.Interval!.Value).ToList();
        if (spans.Count == 0 || performers.All(performer => performer.OwnSpan is null))
            return performers;
        var start = spans.Min(span => span.Start);
        var session = new Interval(start, start + length);
        return [.. performers.Select(performer => performer.OwnSpan is { Interval: { } own } ? performer with { OwnSpan = Within(own, session) } : performer)];
    }

    private static EntrySpan Within(Interval own, Interval session) =>
        EntrySpan.Of(own.Intersect(session) ?? new Interval(own.Start, own.Start), lengthDisagrees: own.End > session.End);
}
