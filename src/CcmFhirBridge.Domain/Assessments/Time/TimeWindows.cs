using CcmFhirBridge.Domain.Assessments.Facts;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>When nobody's time counts, and why; the first reason that matches is given.</summary>
/// <param name="Month">The month, cut at local midnight.</param>
/// <param name="Closed">Reasons with their instants, in order.</param>
/// <param name="VisitsByPerson">Billed visits, by the person who performed them; null where there are none.</param>
/// <param name="VisitDays">Days with a visit of the billing practitioner, when the tenant reads same-day visits strictly.</param>
internal readonly record struct TimeWindows(
    MonthDays Month, (string Reason, IntervalSet When)[] Closed, TimeByPerson? VisitsByPerson, IntervalSet VisitDays);
