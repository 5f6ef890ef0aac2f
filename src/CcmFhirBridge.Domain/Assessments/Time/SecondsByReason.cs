using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Pathways;

namespace CcmFhirBridge.Domain.Assessments.Time;

/// <summary>Whole seconds by reason that add up to a whole: what flooring lost goes to the largest fractions first.</summary>
internal static class SecondsByReason
{
    public static ImmutableSortedDictionary<string, int> Of(IReadOnlyList<(string Reason, long Ticks)> ticks, int whole)
    {
        if (ticks.Count == 0 && whole == 0)
            return ImmutableSortedDictionary<string, int>.Empty;
        var seconds = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var left = whole;
        foreach (var (reason, amount) in ticks)
        {
            seconds[reason] = WholeSeconds.Of(amount);
            left -= seconds[reason];
        }

        foreach (var reason in ticks.Where(static pair => pair.Ticks % TimeSpan.TicksPerSecond > 0)
                     .OrderByDescending(static pair => pair.Ticks % TimeSpan.TicksPerSecond)
                     .ThenBy(static pair => pair.Reason, StringComparer.Ordinal)
                     .Select(static pair => pair.Reason).Take(left).ToArray())
        {
            seconds[reason]++;
            left--;
        }

        if (left > 0)
            seconds[Reasons.Fraction] = left;
        return seconds.ToImmutable();
    }
}
