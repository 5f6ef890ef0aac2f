namespace CcmFhirBridge.Domain.Metrics;

/// <summary>What a figure is counted in.</summary>
public enum MetricUnit
{
    /// <summary>Patients.</summary>
    Patients,

    /// <summary>Percent of another figure.</summary>
    Percent,

    /// <summary>Minutes.</summary>
    Minutes,

    /// <summary>US dollars.</summary>
    Dollars,
}

/// <summary>One figure of a programme's month.</summary>
/// <param name="Id">Stable id, such as <c>enrolment-rate</c>; never reused.</param>
/// <param name="Definition">What it counts, in words.</param>
/// <param name="Unit">What it is counted in.</param>
/// <param name="Numerator">What is counted, or divided.</param>
/// <param name="Denominator">By what it is divided; null where it is not.</param>
/// <param name="Value">The figure with at most two decimals, rounded half up; null where there is nothing to divide by, or an amount is not known.</param>
public sealed record Metric(string Id, string Definition, MetricUnit Unit, decimal? Numerator, decimal? Denominator, decimal? Value);

/// <summary>Patients whose month has one reason.</summary>
/// <param name="Reason">Rule of the finding, or reason of the exclusion.</param>
/// <param name="Count">Patients, or seconds.</param>
public sealed record ReasonCount(string Reason, int Count);
