using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Mapping.Facts;
using CcmFhirBridge.Ehr.Mapping.Projections;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>Time entries, stays, decision making and coded services of one patient, as their facts say.</summary>
internal sealed class EncounterFacts(PeopleDirectory directory)
{
    private Dictionary<string, DateTimeOffset>? _open;

    public List<TimeEntry> Entries { get; } = [];

    public List<Stay> Stays { get; } = [];

    public List<DecisionMaking> Decisions { get; } = [];

    public List<OtherService> Services { get; } = [];

    public List<OwnClaim> OwnClaims { get; } = [];

    /// <summary>From when an entry ran that does not say until when; null of any other, and where no answer may tell it.</summary>
    public DateTimeOffset? OpenSince(string encounter) => _open is not null && _open.TryGetValue(encounter, out var since) ? since : null;

    public void Read(SourceReference source, ref FactReader reader)
    {
        var says = reader.Byte();
        var entry = (says & EncounterProjection.HasEntry) != 0;
        var stay = (says & EncounterProjection.HasStay) != 0;
        var decision = (says & EncounterProjection.HasDecision) != 0;
        var services = (says & EncounterProjection.HasServices) != 0;
        var withSpans = entry || services;
        var span = withSpans ? reader.Span() : null;
        var present = new List<Performer>(0);
        ImmutableArray<Performer> people = withSpans || decision ? ReadPeople(ref reader, withSpans, present) : [];
        var (start, end) = services || stay || decision ? (reader.Moment(), reader.Moment()) : ((Moment?)null, (Moment?)null);
        if (entry)
        {
            Entries.Add(new TimeEntry
            {
                Source = source,
                Activity = reader.Code(),
                Program = reader.Code(),
                Note = (EntryNote)reader.Byte(),
                RecordedAt = reader.Moment(),
                Span = span!,
                Performers = people,
            });
        }

        if (stay)
            Stays.Add(new Stay(source, (StayKind)reader.Byte(), start, end));
        if (decision)
            Decisions.Add(new DecisionMaking(source, reader.Code(), start ?? end, [.. people.Select(performer => performer.Who)]));
        if (services)
            ReadVisit(source, ref reader, start, end, people, [.. people.Concat(present).Select(performer => performer with { OwnSpan = performer.OwnSpan ?? span })]);
        if ((says & EncounterProjection.IsOpen) != 0)
            (_open ??= new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal))[source.Key] = reader.Moment()!.Value.Instant!.Value;
    }

    /// <summary>Services of a Claim, ChargeItem or Procedure.</summary>
    public void ReadServices(SourceReference source, ref FactReader reader)
    {
        var ours = reader.Byte() == ServiceDraft.OfOurs;
        if (ours)
            ReadOwn(source, ref reader);
        var people = new PractitionerIdentity[reader.Count()];
        for (var i = 0; i < people.Length; i++)
            people[i] = directory.Identify(reader.OptionalReference()!);
        var organization = reader.OptionalReference() is { } practice ? directory.OrganizationOf(practice) : null;
        for (var left = reader.Count(); left > 0; left--)
        {
            var code = reader.SharedId();
            var (start, end) = (reader.Moment(), reader.Moment());
            var named = reader.Varint();
            var encounters = ReadIds(ref reader);
            Services.Add(new OtherService
            {
                Source = source,
                Code = code,
                Start = start,
                End = end,
                Performers = [.. people.Where((_, index) => named == 0 || (index < 64 && (named >> index & 1) == 1)).Distinct()],
                Encounters = encounters,
                Organization = organization,
                IsOurs = ours,
            });
        }
    }

    private static ImmutableArray<string> ReadIds(ref FactReader reader)
    {
        var ids = new string[reader.Count()];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = reader.Id();
        return [.. ids];
    }

    private void ReadOwn(SourceReference source, ref FactReader reader)
    {
        var identifier = reader.Id();
        var first = reader.Moment();
        var biller = reader.OptionalReference() is { } who ? directory.Identify(who) : null;
        if (first is { } start)
            OwnClaims.Add(new OwnClaim(source, identifier, start, biller));
    }

    private void ReadVisit(SourceReference source, ref FactReader reader, Moment? start, Moment? end, ImmutableArray<Performer> performers, ImmutableArray<Performer> people)
    {
        var answers = reader.Byte();
        var organization = reader.OptionalReference() is { } practice ? directory.OrganizationOf(practice) : null;
        for (var left = reader.Count(); left > 0; left--)
        {
            Services.Add(new OtherService
            {
                Source = source,
                Code = reader.SharedId(),
                Start = start,
                End = end,
                Performers = [.. performers.Select(performer => performer.Who).Distinct()],
                Participants = people,
                Organization = organization,
                CcmDiscussed = Tri.Decode(answers & 3),
                ExtendedPlanning = Tri.Decode(answers >> 2),
            });
        }
    }

    // Answers those who performed; those who only took part go to present.
    private ImmutableArray<Performer> ReadPeople(ref FactReader reader, bool withSpans, List<Performer> present)
    {
        var count = reader.Count();
        var people = ImmutableArray.CreateBuilder<Performer>(count);
        for (var i = 0; i < count; i++)
        {
            var who = directory.Identify(reader.OptionalReference()!);
            var says = withSpans ? reader.Byte() : (byte)0;
            var person = new Performer(who, (says & EncounterProjection.OwnSpan) != 0 ? reader.Span() : null);
            if ((says & EncounterProjection.NoPerformer) != 0)
                present.Add(person);
            else
                people.Add(person);
        }

        return people.ToImmutable();
    }
}
