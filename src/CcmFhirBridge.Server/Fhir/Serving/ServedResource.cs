namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>A version of a resource that we serve.</summary>
/// <param name="Type">FHIR type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version">1, 2, ….</param>
/// <param name="LastUpdated">When that version came.</param>
/// <param name="Json">The whole resource, UTF-8.</param>
/// <param name="Patient"><c>Patient/id</c> in the EHR of whom it tells; null when of nobody.</param>
internal sealed record ServedResource(string Type, string Id, long Version, DateTimeOffset LastUpdated, ReadOnlyMemory<byte> Json, string? Patient)
{
    /// <summary>Everybody else of whom it tells, as <c>Patient/id</c>.</summary>
    public IReadOnlyCollection<string> Patients { get; init; } = [];

    public string ETag => $"W/\"{Version}\"";

    /// <summary>Notes for the audit of whom it tells.</summary>
    public void NoteIn(AccessNote note)
    {
        if (Patient is { } patient)
            note.Patients.Add(patient);
        note.Patients.UnionWith(Patients);
    }
}

/// <summary>Where a page ended: opaque to whoever carries it.</summary>
/// <param name="Key">Value of what the resources are ordered by.</param>
/// <param name="Id">Of the last one.</param>
internal sealed record PagePosition(string Key, string Id);

/// <summary>A page of a search.</summary>
/// <param name="Resources">Matches in order.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record ServedPage(IReadOnlyList<ServedResource> Resources, PagePosition? Next);
