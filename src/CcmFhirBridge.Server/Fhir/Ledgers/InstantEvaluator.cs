using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Ledgers;

/// <summary>What a date parameter asks of an instant of an entry, which lasts as long as its last digit.</summary>
internal static class InstantEvaluator
{
    /// <summary>One value against the span from the instant (inclusive) to <paramref name="width"/> behind it (exclusive).</summary>
    /// <param name="field">The instant.</param>
    /// <param name="width">Ticks that its last digit leaves open.</param>
    /// <param name="value">What is searched for.</param>
    /// <param name="now">For the widening of <c>ap</c>.</param>
    public static ServedCriterion Of(ServedInstant field, long width, DateValue value, DateTimeOffset now)
    {
        var (start, end) = (value.Start, value.End);
        var behind = end - width + 1;
        var around = value.Around(now);
        return value.Prefix switch
        {
            DatePrefix.Ne => new ServedCriterion.Not(new ServedCriterion.At(field, start, behind)),
            DatePrefix.Gt => new ServedCriterion.At(field, behind, null),
            DatePrefix.Lt => new ServedCriterion.At(field, null, start),
            DatePrefix.Ge => new ServedCriterion.At(field, Math.Min(start, behind), null),
            DatePrefix.Le => new ServedCriterion.At(field, null, Math.Max(start, behind)),
            DatePrefix.Sa => new ServedCriterion.At(field, end, null),
            DatePrefix.Eb => new ServedCriterion.At(field, null, start - width + 1),
            DatePrefix.Ap => new ServedCriterion.At(field, around.Start - width + 1, around.End),
            _ => new ServedCriterion.At(field, start, behind),
        };
    }
}
