using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>What lies in deploy/, named by its path below that folder.</summary>
internal static class Deployed
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy");

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(Name).Order(StringComparer.Ordinal)];

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static string Text(string name) => File.ReadAllText(PathOf(name));

    /// <summary>A YAML file as the type that its reader makes of it; a key that the type does not have is an error.</summary>
    public static T Yaml<T>(string name)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).WithDuplicateKeyChecking().Build();
        return Read<T>(reader, name);
    }

    /// <summary>The same for a file whose keys are written in camel case.</summary>
    public static T CamelCaseYaml<T>(string name)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
        return Read<T>(reader, name);
    }

    private static T Read<T>(IDeserializer reader, string name)
    {
        try
        {
            return reader.Deserialize<T>(Text(name));
        }
        catch (YamlException problem)
        {
            throw new InvalidDataException($"deploy/{name}: {problem.Start}: {problem.InnerException?.Message ?? problem.Message}", problem);
        }
    }

    private static string Name(string path) => Path.GetRelativePath(Folder, path).Replace('\\', '/');
}
