using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Reads all tenant files of a home folder. One bad file does not stop the other practices.</summary>
public static class TenantFolder
{
    /// <summary>Folder of the payers' overlays, beside the tenant files.</summary>
    public const string OverlayFolder = "payers";

    /// <summary>Good tenants in the order of their slugs, and the problems of all other files. A missing folder has neither.</summary>
    /// <param name="folder">Folder of the files.</param>
    /// <param name="resolveSecrets">Whether secrets are looked up.</param>
    /// <param name="running">Identities of tenants that run now, by slug: a file that states another one is a problem.</param>
    public static TenantFolderResult LoadAll(
        string folder, bool resolveSecrets, IReadOnlyDictionary<string, TenantIdentity>? running = null)
    {
        if (!Directory.Exists(folder))
            return new([], []);
        var results = Directory.EnumerateFiles(folder, "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(path => TenantFile.Read(path, resolveSecrets))
            .ToList();
        TextPatterns.Forget();
        var problems = results.SelectMany(result => result.Problems).ToList();
        problems.AddRange(Directory.EnumerateFiles(folder, "*.yml").Order(StringComparer.Ordinal).Select(path => new ConfigurationProblem(
            Path.GetFileName(path), 1, "tenant.file-name", "a tenant file ends in .yaml. Rename it, or move it out of this folder.")));

        var refused = new HashSet<TenantFileResult>(ReferenceEqualityComparer.Instance);
        RefuseShared(results, "tenant.duplicate-slug", result => result.Root?.Text("tenant"), LineOfSlug,
            (slug, others) => $"the slug '{slug}' is also in {others}. Every practice needs its own.");
        RefuseShared(results, "tenant.duplicate-base-url", BaseUrlOf, LineOfBaseUrl,
            (url, others) => $"the baseUrl '{url}' is also in {others}. One practice has one EHR base URL, and no other practice may share it.");
        foreach (var result in results.Where(result => result.Tenant is not null && running?.ContainsKey(result.Tenant.Slug) == true))
        {
            var changed = running![result.Tenant!.Slug].Differences(TenantIdentity.Of(result.Tenant));
            if (changed.IsEmpty)
                continue;
            refused.Add(result);
            problems.AddRange(changed.Select(key => new ConfigurationProblem(Path.GetFileName(result.Path), LineOf(result, key), "tenant.identity",
                $"'{key}' may not change: what is stored and billed for '{result.Tenant.Slug}' stands on it. Put the old value back; for another practice, zone or EHR make a new tenant with another slug and a firstMonth that this one has not billed.")));
        }

        return new(
            [.. results.Where(result => result.Tenant is not null && !refused.Contains(result)).Select(result => result.Tenant!).OrderBy(tenant => tenant.Slug, StringComparer.Ordinal)],
            [.. problems])
        {
            Named = [.. results.SelectMany(result => result.Named).Distinct(StringComparer.Ordinal)],
        };

        void RefuseShared(
            IEnumerable<TenantFileResult> all, string code, Func<TenantFileResult, string?> keyOf,
            Func<TenantFileResult, int> lineOf, Func<string, string, string> words)
        {
            foreach (var sharing in all.Where(result => keyOf(result) is not null).GroupBy(keyOf, StringComparer.Ordinal).Where(group => group.Count() > 1))
            {
                foreach (var result in sharing)
                {
                    refused.Add(result);
                    var others = string.Join(", ", sharing.Where(other => !ReferenceEquals(other, result)).Select(other => Path.GetFileName(other.Path)));
                    problems.Add(new(Path.GetFileName(result.Path), lineOf(result), code, words(sharing.Key!, others)));
                }
            }
        }
    }

    private static int LineOf(TenantFileResult result, string key)
    {
        var map = result.Root!;
        var names = key.Split('.');
        foreach (var name in names[..^1])
            map = map.Map(name)!;
        return map.LineOf(names[^1]);
    }

    private static int LineOfSlug(TenantFileResult result) => result.Root!.LineOf("tenant");

    private static int LineOfBaseUrl(TenantFileResult result) => result.Root!.Map("ehr")!.LineOf("baseUrl");

    // Uri lowers the host and drops a default port, so that two spellings of one address meet.
    private static string? BaseUrlOf(TenantFileResult result)
        => result.Root?.Map("ehr")?.Text("baseUrl") is { } url && TenantValues.BaseUrlProblem(url) is null
            ? TenantBinding.BaseUrl(url).AbsoluteUri.TrimEnd('/')
            : null;
}

/// <summary>Good tenants and problems side by side.</summary>
public sealed record TenantFolderResult(ImmutableArray<Tenant> Tenants, ImmutableArray<ConfigurationProblem> Problems)
{
    /// <summary>Full paths of the files that the tenant files name, there or not: lists of patients, secrets and keys.</summary>
    public ImmutableArray<string> Named { get; init; } = [];
}
