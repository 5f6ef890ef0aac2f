using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Databases;

/// <summary>
/// Reads <c>database.yaml</c> of a home folder, which says that its tenants are stored in PostgreSQL. Without the file each tenant is a
/// SQLite file under <c>data/</c>.
/// </summary>
public static class DatabaseFile
{
    private static readonly MapShape Root = new(
    [
        new("postgres", new MapShape(
        [
            new("connection", new TextShape("a reference env:NAME or file:PATH to the connection string; the words themselves never stand in this file", SecretReference.Pattern) { Hidden = true },
                "where the connection string is kept, 'env:CCM_DATABASE' or 'file:keys/database'", Required: true),
        ]), "the PostgreSQL database that holds all tenants", Required: true),
    ]);

    /// <summary>The connection string; null where there is no such file.</summary>
    /// <param name="path">The file. A relative path in it counts from its folder.</param>
    /// <exception cref="ConfigurationException">Something is wrong with it; every problem is named with its line.</exception>
    public static SecretValue? Load(string path)
    {
        if (!File.Exists(path))
            return null;
        var log = new ProblemLog(Path.GetFileName(path));
        var connection = Read(path, log);
        return log.IsEmpty ? connection : throw new ConfigurationException(log.Problems);
    }

    private static SecretValue? Read(string path, ProblemLog log)
    {
        if (YamlBytes.Read(path, log, "Create it, or remove what names it.") is not { } bytes || StrictYamlReader.Read(bytes, log) is not { } root)
            return null;
        new ShapeCheck(log).Map(root, Root, path: "");
        if (!log.IsEmpty)
            return null;
        var reference = (YamlText)root.Map("postgres")!.Entries.Single(entry => entry.Key == "connection").Value;
        var (secret, problem) = SecretReference.Resolve(reference.Value, Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (problem is not null)
            log.Add(reference.Line, "database.secret", $"'postgres.connection': {problem}.");
        return secret;
    }
}
