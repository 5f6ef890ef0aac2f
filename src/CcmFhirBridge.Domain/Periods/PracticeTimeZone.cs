namespace CcmFhirBridge.Domain.Periods;

/// <summary>The zone that decides which day and month an instant belongs to.</summary>
public sealed class PracticeTimeZone
{
    private readonly TimeZoneInfo _zone;
    private readonly ZoneDays _days;

    private PracticeTimeZone(TimeZoneInfo zone)
    {
        _zone = zone;
        _days = new ZoneDays(zone);
    }

    /// <summary>IANA name, such as <c>America/New_York</c>.</summary>
    public string Id => _zone.Id;

    /// <summary>Finds a zone by its IANA name.</summary>
    public static bool TryFind(string? ianaId, out PracticeTimeZone? zone)
    {
        zone = null;
        if (string.IsNullOrWhiteSpace(ianaId) || !TimeZoneInfo.TryFindSystemTimeZoneById(ianaId, out var found) || !found.HasIanaId)
            return false;
        zone = new PracticeTimeZone(found);
        return true;
    }

    /// <summary>Finds a zone by its IANA name.</summary>
    /// <exception cref="TimeZoneNotFoundException">No such zone on this machine.</exception>
    public static PracticeTimeZone Find(string ianaId) => TryFind(ianaId, out var zone)
        ? zone!
        : throw new TimeZoneNotFoundException($"'{ianaId}' is not an IANA time zone known here.");

    /// <summary>The local calendar day that <paramref name="instant"/> belongs to.</summary>
    public DateOnly DayOf(DateTimeOffset instant) => _days.DayOf(instant.UtcTicks);

    /// <summary>The local calendar day that an instant, in UTC ticks, belongs to.</summary>
    internal DateOnly DayOf(long utcTicks) => _days.DayOf(utcTicks);

    /// <summary>
    /// The first instant of the local day <paramref name="day"/>. Where the clocks skip midnight, it is the first instant
    /// that exists; where midnight comes twice, it is the earlier one.
    /// </summary>
    public DateTimeOffset StartOf(DateOnly day) => new(StartTicksOf(day), TimeSpan.Zero);

    /// <summary>The same as <see cref="StartOf"/> in UTC ticks.</summary>
    internal long StartTicksOf(DateOnly day) => _days.TryStartOf(day, out var known) ? known : _days.Keep(day, At(day, TimeOnly.MinValue).UtcTicks);

    /// <summary>The instant of a local wall-clock time; skipped times move forward by the gap, repeated ones mean the earlier.</summary>
    public DateTimeOffset At(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time, DateTimeKind.Unspecified);
        if (_zone.IsInvalidTime(local))
        {
            var after = local;
            while (_zone.IsInvalidTime(after))
                after = after.AddMinutes(1);
            return new DateTimeOffset(after, _zone.GetUtcOffset(after)).ToUniversalTime();
        }

        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The whole local day.</summary>
    public Interval Day(DateOnly day) => new(StartTicksOf(day), StartTicksOf(day.AddDays(1)));

    /// <summary>The whole local month.</summary>
    public Interval Month(ServiceMonth month) => new(StartOf(month.FirstDay), StartOf(month.LastDay.AddDays(1)));

    /// <summary>The instant as local wall-clock time with its offset.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, _zone);
}
