using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>What a date parameter asks of the period that an entry bills: whole days of the practice.</summary>
/// <param name="zone">Zone of the practice, in which its days begin.</param>
/// <param name="now">For the widening of <c>ap</c>.</param>
internal sealed class PeriodEvaluator(PracticeTimeZone zone, DateTimeOffset now)
{
    public ServedCriterion Of(DateValue value)
    {
        var within = new ServedCriterion.AllOf([BeginsFrom(value.Start), EndsUntil(value.End)]);
        return value.Prefix switch
        {
            DatePrefix.Ne => new ServedCriterion.Not(within),
            DatePrefix.Gt => EndsAfter(value.End),
            DatePrefix.Lt => BeginsBefore(value.Start),
            DatePrefix.Ge => new ServedCriterion.AnyOf([EndsAfter(value.End), within]),
            DatePrefix.Le => new ServedCriterion.AnyOf([BeginsBefore(value.Start), within]),
            DatePrefix.Sa => BeginsFrom(value.End),
            DatePrefix.Eb => EndsUntil(value.Start),
            DatePrefix.Ap => new ServedCriterion.AllOf([BeginsBefore(value.Around(now).End), EndsAfter(value.Around(now).Start)]),
            _ => within,
        };
    }

    private ServedCriterion.On BeginsFrom(long instant) => new(ServedDay.First, FirstDayFrom(instant), null);

    private ServedCriterion.On BeginsBefore(long instant) => new(ServedDay.First, null, FirstDayFrom(instant));

    private ServedCriterion.On EndsUntil(long instant) => new(ServedDay.End, null, DayOf(instant).AddDays(1));

    private ServedCriterion.On EndsAfter(long instant) => new(ServedDay.End, DayOf(instant).AddDays(1), null);

    // The first day that begins at the instant or later.
    private DateOnly FirstDayFrom(long instant)
    {
        var day = DayOf(instant);
        return zone.StartOf(day).UtcTicks < instant ? day.AddDays(1) : day;
    }

    private DateOnly DayOf(long instant) => zone.DayOf(new DateTimeOffset(instant, TimeSpan.Zero));
}
