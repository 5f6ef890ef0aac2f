namespace CcmFhirBridge.Simulator.Practices;

/// <summary>A stretch of one person's day.</summary>
internal sealed record Slot(StaffMember Who, DateTimeOffset Start, DateTimeOffset End);

/// <summary>Gives out working time so that nobody is in two places, unless a scenario wants it.</summary>
internal sealed class StaffCalendar(PracticeMonth month, Dice dice)
{
    private const int Opens = 8;
    private const int Closes = 19;

    private readonly Dictionary<(string Who, DateOnly Day), DateTimeOffset> nextFree = [];
    private readonly Dictionary<string, DateTimeOffset> evenings = new(StringComparer.Ordinal);
    private readonly HashSet<string> nights = new(StringComparer.Ordinal);

    /// <summary>The first free stretch of the given people on the given days, both tried in random order.</summary>
    public Slot Take(IReadOnlyList<StaffMember> people, IReadOnlyList<DateOnly> days, int seconds)
    {
        foreach (var day in dice.Shuffle(days))
        {
            var first = dice.Between(0, people.Count - 1);
            for (var i = 0; i < people.Count; i++)
            {
                var who = people[(first + i) % people.Count];
                if (Fits([who], day, seconds) is { } start)
                    return Book(who, day, start, seconds);
            }
        }
        throw new InvalidOperationException("The practice has too few people for so much work.");
    }

    /// <summary>Two people at the same moment.</summary>
    public (Slot First, Slot Second) TakeTogether(IReadOnlyList<StaffMember> people, IReadOnlyList<DateOnly> days, int seconds)
    {
        foreach (var day in dice.Shuffle(days))
        {
            if (dice.Shuffle(people) is [var one, var two, ..] && Fits([one, two], day, seconds) is { } start)
                return (Book(one, day, start, seconds), Book(two, day, start, seconds));
        }
        throw new InvalidOperationException("The practice has too few people for so much work.");
    }

    /// <summary>Late on the last day: already the next month in UTC where the zone lies west of it.</summary>
    public Slot TakeLastEvening(IReadOnlyList<StaffMember> people, int seconds)
    {
        var opens = month.At(month.Last, 20, 5);
        foreach (var who in dice.Shuffle(people))
        {
            var start = evenings.GetValueOrDefault(who.Id, opens);
            if (start.AddSeconds(seconds) > month.At(month.Last, 23, 30))
                continue;
            evenings[who.Id] = start.AddSeconds(seconds + 120);
            return new Slot(who, start, start.AddSeconds(seconds));
        }
        throw new InvalidOperationException("The practice has too few people for so much work in the evening.");
    }

    /// <summary>Across the midnight that ends the month: so many seconds before it and as many after.</summary>
    public Slot TakeMidnight(IReadOnlyList<StaffMember> people, int secondsBefore, int secondsAfter)
    {
        var midnight = month.At(month.Last.AddDays(1), 0);
        var who = dice.Shuffle(people).Find(person => nights.Add(person.Id))
            ?? throw new InvalidOperationException("The practice has too few people for so much work at midnight.");
        return new Slot(who, month.ToLocal(midnight.AddSeconds(-secondsBefore)), midnight.AddSeconds(secondsAfter));
    }

    private DateTimeOffset? Fits(IReadOnlyList<StaffMember> people, DateOnly day, int seconds)
    {
        var start = people.Select(who => FreeFrom(who, day)).Max();
        return start.AddSeconds(seconds) <= month.At(day, Closes) ? start : null;
    }

    private DateTimeOffset FreeFrom(StaffMember who, DateOnly day)
    {
        if (!nextFree.TryGetValue((who.Id, day), out var free))
            nextFree[(who.Id, day)] = free = month.At(day, Opens, dice.Between(0, 59)).AddSeconds(dice.Between(0, 59));
        return free;
    }

    private Slot Book(StaffMember who, DateOnly day, DateTimeOffset start, int seconds)
    {
        var end = start.AddSeconds(seconds);
        nextFree[(who.Id, day)] = end.AddSeconds(dice.Between(60, 3000));
        return new Slot(who, start, end);
    }
}
