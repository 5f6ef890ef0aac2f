using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>One entry's seconds of the month, while they are being counted or excluded.</summary>
internal sealed class EntryTally(TimeEntry entry, IntervalSet footprint, TenantPolicy policy)
{
    private List<(string Reason, IntervalSet When)>? _excluded;
    private TicksByReason _excludedTicks;

    public TimeEntry Entry { get; } = entry;

    /// <summary>The entry is of chronic care management and of no other programme.</summary>
    public bool IsOfProgram { get; } = entry.IsOfCcm;

    /// <summary>Whether what was done counts.</summary>
    public ActivityStanding Activity { get; } = CcmActivities.Standing(entry.Kind, policy);

    /// <summary>Every second of the entry in the month, once, whoever worked.</summary>
    public IntervalSet Footprint { get; } = footprint;

    public IntervalSet Staff { get; set; } = IntervalSet.Empty;

    public IntervalSet Practitioner { get; set; } = IntervalSet.Empty;

    /// <summary>Why the entry has no usable span; null when it has one.</summary>
    public string? SpanReason { get; init; }

    public bool LengthDisagrees { get; init; }

    /// <summary>A practitioner who is not the billing one was counted as clinical staff.</summary>
    public bool OtherPractitioner { get; set; }

    /// <summary>Another person's seconds at the same moment were counted too, for different work.</summary>
    public bool CountedBeside { get; set; }

    /// <summary>Ticks by reason, after <see cref="Close"/>.</summary>
    public TicksByReason ExcludedTicks => _excludedTicks;

    public void Exclude(string reason, IntervalSet when)
    {
        if (!when.IsEmpty)
            (_excluded ??= []).Add((reason, when));
    }

    /// <summary>Gives each uncounted instant to the first reason that was stated for it; what is left was another person's.</summary>
    public void Close()
    {
        if (SpanReason is not null)
            _excludedTicks.Add(SpanReason, 0);
        if (ReferenceEquals(Staff, Footprint) || ReferenceEquals(Practitioner, Footprint))
            return;
        var left = Footprint.Except(Staff).Except(Practitioner);
        if (_excluded is not null)
        {
            foreach (var (reason, when) in _excluded)
            {
                if (left.IsEmpty)
                    return;
                var part = left.Intersect(when);
                if (part.IsEmpty)
                    continue;
                _excludedTicks.Add(reason, part.Ticks);
                left = left.Except(part);
            }
        }

        if (!left.IsEmpty)
            _excludedTicks.Add(Reasons.ParallelStaff, left.Ticks);
    }

    public TimeLedgerLine ToLine()
    {
        var staff = WholeSeconds.Of(Staff.Ticks);
        var practitioner = WholeSeconds.Of(Practitioner.Ticks);
        var excluded = SecondsByReason.Of(_excludedTicks.Reasons, WholeSeconds.Of(Footprint.Ticks) - staff - practitioner);
        return new TimeLedgerLine(Entry.Source, Footprint.Hull, Entry.Performers, Entry.Activity, staff, practitioner, excluded) { IsOfProgram = IsOfProgram, Note = Entry.Note, Answers = Entry.Answers };
    }

    /// <summary>The entries, each with the answers that tell how long it was.</summary>
    public static ImmutableArray<SourceReference> Sources(IEnumerable<EntryTally> tallies) =>
        [.. tallies.SelectMany(static tally => tally.Entry.Answers.Prepend(tally.Entry.Source)).Distinct()];
}
