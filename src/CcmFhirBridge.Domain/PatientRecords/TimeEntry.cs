using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>One participant of a time entry or visit who did work (participant type absent, PPRF or SPRF).</summary>
/// <param name="Who">Who it was.</param>
/// <param name="OwnSpan">The participant's own period, or null when only the encounter has one.</param>
public readonly record struct Performer(PractitionerIdentity Who, EntrySpan? OwnSpan);

/// <summary>What the same person logged for another patient at a moment of this entry.</summary>
/// <param name="Person">The person, as <see cref="PractitionerIdentity.Person"/>.</param>
/// <param name="When">The other entry's span.</param>
/// <param name="Patient">The other patient, as <c>Patient/id</c>; two entries of one patient count as one patient.</param>
public sealed record ElsewhereTime(string Person, Interval When, string Patient);

/// <summary>
/// Documented CCM activity for one patient: an Encounter with a coding of our ccm-activity code system.
/// Kept in whole instants; 19 min 59 s is not 20 min.
/// </summary>
public sealed record TimeEntry
{
    /// <summary>The Encounter.</summary>
    public required SourceReference Source { get; init; }

    /// <summary>Code in <c>ccm-activity</c>, as written; empty for an entry of the programme that names none.</summary>
    public required string Activity
    {
        get;
        init => (field, Kind) = (value, CcmActivities.KindOf(value));
    }

    /// <summary>Code in <c>ccm-program</c>; <c>ccm</c> when the entry names none.</summary>
    public required string Program
    {
        get;
        init => (field, IsOfCcm) = (value, value == CcmActivities.CcmProgram);
    }

    /// <summary>The encounter's span.</summary>
    public required EntrySpan Span { get; init; }

    /// <summary>Those who did the work; empty when nobody is named.</summary>
    public required ImmutableArray<Performer> Performers { get; init; }

    /// <summary>What the entry's own text is worth.</summary>
    public EntryNote Note { get; init; }

    /// <summary>When the entry was written into the record, where it says so.</summary>
    public Moment? RecordedAt { get; init; }

    /// <summary>QuestionnaireResponses that tell how long the session was, in order; empty where none does.</summary>
    public ImmutableArray<SourceReference> Answers { get; init; } = [];

    /// <summary>What the same people logged for other patients while this entry ran.</summary>
    public ImmutableArray<ElsewhereTime> Elsewhere { get; init; } = [];

    /// <summary>What kind of activity it is, told once for all who ask.</summary>
    internal ActivityKind Kind { get; private init; }

    /// <summary>The entry is of chronic care management and of no other programme.</summary>
    internal bool IsOfCcm { get; private init; }
}
