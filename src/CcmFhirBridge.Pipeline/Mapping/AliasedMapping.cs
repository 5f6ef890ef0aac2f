namespace CcmFhirBridge.Pipeline.Mapping;

/// <summary>Reads what belongs to a merged patient as the one into whom it was merged, so that the minutes of both ids are one record.</summary>
public sealed class AliasedMapping(IResourceMapping mapping, PatientAliases aliases) : IResourceMapping
{
    /// <summary>Who is read as whom.</summary>
    public PatientAliases Aliases => aliases;

    /// <summary>The same over other aliases.</summary>
    public AliasedMapping Over(PatientAliases others) => new(mapping, others);

    /// <inheritdoc/>
    public string Version => mapping.Version;

    /// <inheritdoc/>
    public ProjectedResource Project(ReadOnlyMemory<byte> json)
    {
        var projected = mapping.Project(json);
        if (projected.Patient is not { } patient || aliases.Resolve(patient) is var survivor && survivor == patient)
            return projected;
        return projected with
        {
            Patient = survivor,
            // Of the merged chart only what was done counts: who the patient is, the other one says.
            Facts = projected.ResourceType == "Patient" ? ReadOnlyMemory<byte>.Empty : projected.Facts,
            StaffIntervals = [.. projected.StaffIntervals.Select(interval => interval with { Patient = survivor })],
        };
    }

    /// <inheritdoc/>
    public IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts) => mapping.CreateBuilder(directoryFacts);
}
