using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Storage.Figures;

/// <summary>
/// The outcomes that were counted last, with where the store stood then. They hold only once everybody has been assessed: while patients
/// are due, another process may be assessing them.
/// </summary>
internal sealed class KeptOutcomes
{
    private (Standing Standing, ImmutableSortedDictionary<Outcome, int> Counted)? _kept;

    /// <summary>The outcomes, where the store still stands as it did.</summary>
    public ImmutableSortedDictionary<Outcome, int>? Find(Standing standing) => _kept is { } kept && kept.Standing == standing ? kept.Counted : null;

    public void Keep(Standing standing, ImmutableSortedDictionary<Outcome, int> counted) =>
        _kept = standing.Position == standing.AssessedThrough ? (standing, counted) : null;

    /// <summary>What the outcomes of a month depend on.</summary>
    /// <param name="Month">Service month.</param>
    /// <param name="Position">How far the changes have come.</param>
    /// <param name="AssessedThrough">Position at which nobody was due.</param>
    /// <param name="AssessedBy">Rules, settings and engine.</param>
    internal readonly record struct Standing(ServiceMonth Month, long Position, long? AssessedThrough, string? AssessedBy);
}
