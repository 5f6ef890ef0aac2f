using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Snapshot;
using Hl7.Fhir.Specification.Source;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>Makes the snapshot of a profile from its differential and the R4 base definitions. For developers; nothing at run time needs it.</summary>
public static class SnapshotWriter
{
    /// <summary>The profile with its snapshot as indented JSON.</summary>
    /// <exception cref="FhirPackageException">The differential does not fit its base.</exception>
    public static async Task<string> WriteAsync(string differential, IAsyncResourceResolver baseDefinitions)
    {
        var profile = FhirJsonDeserializer.STRICT.Deserialize<StructureDefinition>(differential);
        var generator = new SnapshotGenerator(baseDefinitions, new SnapshotGeneratorSettings
        {
            GenerateElementIds = true,
            GenerateSnapshotForExternalProfiles = true,
        });
        await generator.UpdateAsync(profile);
        if (generator.Outcome is { } outcome && outcome.Issue.Count > 0)
            throw new FhirPackageException($"{profile.Url}: {string.Join("; ", outcome.Issue.Select(issue => issue.Details?.Text))}");
        foreach (var element in profile.Snapshot!.Element)
            DropProse(element);
        return FhirJsonSerializer.Default.SerializeToString(profile, pretty: true) + "\n";
    }

    // Rules, short and definition stay; what the base specification says at length is there, not here.
    private static void DropProse(ElementDefinition element)
    {
        element.Mapping.Clear();
        element.Comment = null;
        element.Requirements = null;
        element.AliasElement.Clear();
        element.Example.Clear();
    }
}
