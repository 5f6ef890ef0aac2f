using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Forms of reading a type that the EHR refused or ignored: they are not tried again until what the choice rests on has changed.</summary>
/// <param name="Basis">What the choice rested on then.</param>
/// <param name="Reasons">Why each is avoided, by its word.</param>
public sealed record AvoidedForms(string Basis, ImmutableSortedDictionary<string, string> Reasons)
{
    /// <summary>Nothing was avoided yet.</summary>
    public static AvoidedForms None(string basis) => new(basis, ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The same and one form more.</summary>
    public AvoidedForms With(ReadForm form, string reason) => this with { Reasons = Reasons.SetItem(form.Word, reason) };

    /// <summary>The forms of a plan that are left, in its order.</summary>
    public ImmutableArray<ReadForm> LeftOf(IEnumerable<ReadForm> forms) => [.. forms.Where(form => !Reasons.ContainsKey(form.Word))];
}
