using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.Tenants;

/// <summary>
/// The tenants of the home folder as they change under a running service. A file is taken once it has stood still from one look to the next,
/// and only when it is good; else the tenant goes on with the settings that it had.
/// </summary>
internal sealed class HomeTenants(BridgeHome home, HomeStores stores, TimeProvider time, string owner) : ITenantSource
{
    private ImmutableSortedDictionary<string, Tenant> _good = ImmutableSortedDictionary.Create<string, Tenant>(StringComparer.Ordinal);
    private ImmutableArray<TenantFileProblem> _problems = [];
    private ImmutableArray<string> _named = [];
    private string? _seen;
    private string? _loaded;

    public Task<TenantSet> LookAsync(CancellationToken cancellation)
    {
        var now = Fingerprint();
        if (_loaded is null || (now != _loaded && now == _seen))
        {
            Load();
            _loaded = now;
        }

        _seen = now;
        return Task.FromResult(new TenantSet(
            [.. _good.Values.Select(tenant => new TenantToRun(tenant, PauseFile.Find(home, tenant.Slug)))], _problems));
    }

    public ITenantRuns RunsOf(Tenant tenant) => new TenantRuns(home, stores, tenant, time, owner);

    public async Task<ITenantDesk> DeskOfAsync(Tenant tenant, CancellationToken cancellation) =>
        new HomeDesk(await TenantSession.OpenAsync(home, stores, tenant, time, cancellation));

    private void Load()
    {
        var running = _good.ToDictionary(entry => entry.Key, entry => TenantIdentity.Of(entry.Value), StringComparer.Ordinal);
        var found = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true, running);
        var read = found.Tenants.ToDictionary(tenant => tenant.Slug, StringComparer.Ordinal);
        var next = _good.ToBuilder();
        next.Clear();
        foreach (var slug in Slugs())
        {
            var was = _good.GetValueOrDefault(slug);
            var now = read.GetValueOrDefault(slug) ?? was;
            if (now is not null)
                next[slug] = was is not null && IsSame(was, now) ? was : now;
        }

        _good = next.ToImmutable();
        _named = found.Named;
        _problems =
        [
            .. found.Problems.Select(problem => new TenantFileProblem(
                problem.File, problem.Line, problem.Code, problem.Message,
                _good.ContainsKey(Path.GetFileNameWithoutExtension(problem.File)) ? Path.GetFileNameWithoutExtension(problem.File) : null)),
        ];
    }

    // The revision does not tell of an overlay or a secret that was changed where the file refers to it.
    private static bool IsSame(Tenant was, Tenant now) =>
        was.Revision == now.Revision && Overlays(was).SequenceEqual(Overlays(now), StringComparer.Ordinal) && Secrets(was).SequenceEqual(Secrets(now), StringComparer.Ordinal);

    private static IEnumerable<string> Secrets(Tenant tenant) => tenant.Ehr.Authorization.Secrets.Select(secret => secret.Reveal());

    private static IEnumerable<string> Overlays(Tenant tenant) => tenant.Payers.Select(payer => payer.Overlay?.Pack.Version ?? "");

    private IEnumerable<string> Slugs() =>
        Directory.EnumerateFiles(home.Tenants, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file));

    // Names, sizes and times of all files: cheap enough for every second, and different as soon as somebody writes.
    private string Fingerprint()
    {
        var text = new StringBuilder();
        var overlays = new DirectoryInfo(Path.Combine(home.Tenants, TenantFolder.OverlayFolder));
        var files = new DirectoryInfo(home.Tenants).EnumerateFiles("*.y*ml").Concat(overlays.Exists ? overlays.EnumerateFiles("*.yaml") : []);
        foreach (var file in files.Concat(_named.Select(path => new FileInfo(path))).OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            // Orchestrators mount files as links and change what the links lead to.
            var real = file.Exists ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file : file;
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName}|{(real.Exists ? real.Length : -1)}|{real.LastWriteTimeUtc.Ticks}\n");
        }

        return text.ToString();
    }
}
