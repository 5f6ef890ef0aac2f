using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Commands;

namespace CcmFhirBridge.Outputs;

/// <summary>What a FHIR package holds, for people and for machines.</summary>
internal static class ProfilesOutput
{
    public static void Write(CommandEnvironment environment, bool json, FhirPackageSource package)
    {
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                writer.WriteString("name", package.Name);
                writer.WriteString("version", package.Version);
                writer.WriteStartArray("canonicals");
                foreach (var canonical in package.Canonicals)
                    writer.WriteStringValue(canonical);
                writer.WriteEndArray();
                writer.WriteStartArray("systems");
                foreach (var system in package.NamedSystems)
                    writer.WriteStringValue(system);
                writer.WriteEndArray();
            });
            return;
        }

        environment.Out.WriteLine($"{package.Name} {package.Version}: {Words.Count(package.Canonicals.Count, "canonical")}, {Words.Count(package.NamedSystems.Count, "identifier system")}");
        foreach (var canonical in package.Canonicals)
            environment.Out.WriteLine(canonical);
        foreach (var system in package.NamedSystems)
            environment.Out.WriteLine(system);
    }
}
