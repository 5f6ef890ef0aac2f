using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Notes merges while Patients are read: what a Patient says of itself, and where its address leads.</summary>
internal sealed class MergedPatients
{
    private readonly PatientAliases _before;

    public MergedPatients(PatientAliases before) => Now = _before = before;

    /// <summary>Who is read as whom, by what was seen so far.</summary>
    public PatientAliases Now { get; private set; }

    /// <summary>Notes what a page shows.</summary>
    /// <param name="page">A page of Patients.</param>
    /// <param name="resources">What it holds.</param>
    public void Note(ResourcePage page, IEnumerable<ResourceToStore> resources)
    {
        foreach (var projected in resources.Select(resource => resource.Projected))
        {
            if (projected is { ResourceType: "Patient", Disposition: Disposition.Patient, Source: { } source })
                Now = Now.With(source.Key, projected.ReplacedBy);
        }

        if (page.Merged is { } merged)
            Now = Now.With(merged.Patient, merged.Into);
    }

    /// <summary>Patients whose resources are read otherwise than before.</summary>
    public IReadOnlyList<string> Affected()
    {
        var changed = _before.Into.Keys.Union(Now.Into.Keys, StringComparer.Ordinal)
            .Where(patient => _before.Resolve(patient) != Now.Resolve(patient));
        return [.. changed.SelectMany(patient => new[] { patient, _before.Resolve(patient), Now.Resolve(patient) }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}

/// <summary>What came of merges that were new.</summary>
/// <param name="Aliases">Who is read as whom from now on.</param>
/// <param name="BothBilled">Patients who had been billed, merged into one who had been billed too: their claims stay apart, their records are one.</param>
public sealed record MergeResult(PatientAliases Aliases, IReadOnlyList<string> BothBilled)
{
    /// <summary>Each as a gap, for a person.</summary>
    internal IEnumerable<RecordGap> Gaps => BothBilled.Select(patient => new RecordGap(
        "gap.merged-both-billed", new SourceReference("Patient", patient[(patient.IndexOf('/', StringComparison.Ordinal) + 1)..]), "$.link",
        "The EHR merged two charts that were both billed before. They are read as one from now on; where both billed a month, one claim goes on and the other is listed under 'corrections'."));
}
