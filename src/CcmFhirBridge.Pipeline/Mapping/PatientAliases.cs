using System.Collections.Immutable;

namespace CcmFhirBridge.Pipeline.Mapping;

/// <summary>Patients whose records the EHR merged into another one: who is read as whom.</summary>
public sealed class PatientAliases(ImmutableSortedDictionary<string, string> into)
{
    private const int LongestChain = 32;

    private ILookup<string, string>? _givenUp;

    /// <summary>Nobody was merged.</summary>
    public static PatientAliases None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Each merged patient and the one that the EHR named in its place, as <c>Patient/id</c>.</summary>
    public ImmutableSortedDictionary<string, string> Into { get; } = into;

    /// <summary>As whom a patient is read; the patient itself where it was not merged, or where the merges lead in a circle.</summary>
    public string Resolve(string patient)
    {
        var found = patient;
        for (var step = 0; step < LongestChain; step++)
        {
            if (!Into.TryGetValue(found, out var next) || next == patient)
                return next == patient ? patient : found;
            found = next;
        }

        return patient;
    }

    /// <summary>The charts that are read as a patient's, in their order and without the patient's own.</summary>
    public IEnumerable<string> GivenUpFor(string patient) =>
        (_givenUp ??= Into.Keys.Where(chart => Resolve(chart) != chart).ToLookup(Resolve, StringComparer.Ordinal))[patient];

    /// <summary>The same with one patient merged into another, or standing alone again.</summary>
    public PatientAliases With(string patient, string? replacedBy) => replacedBy is null || replacedBy == patient
        ? Into.ContainsKey(patient) ? new(Into.Remove(patient)) : this
        : Into.TryGetValue(patient, out var known) && known == replacedBy ? this : new(Into.SetItem(patient, replacedBy));
}
