using System.Collections.Immutable;
using System.Security.Cryptography;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Reads one tenant file (DESIGN §6).</summary>
public static class TenantFile
{
    /// <summary>The tenant. With <paramref name="resolveSecrets"/> false nothing but the file and its payers' overlays is read, and secrets stay null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="resolveSecrets">Whether secrets are looked up.</param>
    /// <param name="anyName">Whether the file may be called anything; in a home folder it is called after its slug.</param>
    /// <exception cref="ConfigurationException">Something is wrong; every problem of the file is in it.</exception>
    public static Tenant Load(string path, bool resolveSecrets, bool anyName = false)
    {
        var result = Read(path, resolveSecrets, anyName);
        return result.Tenant ?? throw new ConfigurationException(result.Problems);
    }

    /// <summary>The tenant or all that is wrong with its file; secrets are not looked up.</summary>
    public static TenantFileResult Check(string path) => Read(path, resolveSecrets: false);

    internal static TenantFileResult Read(string path, bool resolveSecrets, bool anyName = false)
    {
        var fileName = Path.GetFileName(path);
        var log = new ProblemLog(fileName);
        return YamlBytes.Read(path, log, "Check the path, or create it with 'ccm-bridge tenant new'.") is { } bytes
            ? Read(bytes, fileName, Path.GetDirectoryName(Path.GetFullPath(path))!, resolveSecrets, log, anyName) with { Path = path }
            : new TenantFileResult(path, null, log.Problems);
    }

    internal static TenantFileResult Read(byte[] bytes, string fileName, string folder, bool resolveSecrets, ProblemLog log, bool anyName = false)
    {
        if (StrictYamlReader.Read(bytes, log) is not { } root)
            return new TenantFileResult(fileName, null, log.Problems);
        new ShapeCheck(log).Map(root, TenantShape.Root, path: "");
        if (!anyName)
            TenantChecks.CheckName(root, fileName, log);
        TenantChecks.Check(root, log);
        ImmutableArray<string> named = log.IsEmpty ? [.. NamedFiles.Of(root, folder)] : [];
        var authorization = log.IsEmpty ? AuthorizationBinding.Bind(root, resolveSecrets ? folder : null, log) : EhrAuthorization.None;
        var (population, listed) = log.IsEmpty ? PopulationBinding.Bind(root, folder, log) : (Population.Search, []);
        var payers = log.IsEmpty ? PayerBinding.Bind(root, folder, log) : [];
        return new TenantFileResult(fileName, log.IsEmpty ? TenantBinding.Bind(root, RevisionOf([.. bytes, .. listed]), authorization, population, payers) : null, log.Problems)
        {
            Root = root,
            Named = named,
        };
    }

    internal static string RevisionOf(ReadOnlySpan<byte> bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A tenant, or all that is wrong with its file.</summary>
public sealed record TenantFileResult(string Path, Tenant? Tenant, ImmutableArray<ConfigurationProblem> Problems)
{
    public bool IsGood => Tenant is not null;

    /// <summary>What could be read, for checks over several files.</summary>
    internal YamlMap? Root { get; init; }

    /// <summary>Full paths of the files that it names.</summary>
    internal ImmutableArray<string> Named { get; init; } = [];
}
