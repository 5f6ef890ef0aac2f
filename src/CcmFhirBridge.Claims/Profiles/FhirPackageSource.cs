using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Specification.Source;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>
/// Reads a FHIR package: a <c>.tgz</c> in npm form, the <c>~/.fhir/packages</c> cache, or a folder. Resources are parsed when they are
/// asked for; a Bundle in the package counts as its entries.
/// </summary>
public sealed class FhirPackageSource : IFhirPackageSource
{
    private readonly Dictionary<string, byte[]> _byCanonical;
    private readonly SortedSet<string> _named = new(StringComparer.Ordinal);

    private FhirPackageSource(Dictionary<string, byte[]> files)
    {
        (Name, Version) = ManifestOf(files);
        _byCanonical = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, content) in files.Where(file => file.Key != PackageArchive.Manifest).OrderBy(file => file.Key, StringComparer.Ordinal))
            Index(name, content);
        Canonicals = [.. _byCanonical.Keys.Where(key => !key.Contains('|') && !_named.Contains(key)).Order(StringComparer.Ordinal)];
    }

    public string Name { get; }

    public string Version { get; }

    public IReadOnlyList<string> Canonicals { get; }

    /// <summary>Systems that the package's NamingSystems describe, sorted; a NamingSystem has no canonical and is resolved by its system.</summary>
    public IReadOnlyCollection<string> NamedSystems => _named;

    /// <summary>A <c>.tgz</c> in npm form.</summary>
    /// <exception cref="FhirPackageException">It is damaged, hostile or too large.</exception>
    public static FhirPackageSource FromTgz(Stream tgz, PackageLayout? layout = null) =>
        new(PackageArchive.ReadTgz(tgz, layout ?? new PackageLayout()));

    /// <summary>A folder with <c>package.json</c> and the resources beside it.</summary>
    /// <exception cref="FhirPackageException">It is not a package.</exception>
    public static FhirPackageSource FromFolder(string folder, PackageLayout? layout = null) =>
        new(PackageArchive.ReadFolder(folder, layout ?? new PackageLayout()));

    /// <summary>A package of the cache: <c>root/name#version/package</c>.</summary>
    /// <exception cref="FhirPackageException">It is not there, or the name is not one of a package.</exception>
    public static FhirPackageSource FromCache(string root, string name, string version)
    {
        if (!IsPlain(name) || !IsPlain(version))
            throw new FhirPackageException("A package name and version hold letters, digits, '.', '-' and '_' only.");
        return FromFolder(Path.Combine(root, $"{name}#{version}", "package"));
    }

    public Task<Resource?> ResolveByUriAsync(string uri) => ResolveByCanonicalUriAsync(uri);

    public async Task<Resource?> ResolveByCanonicalUriAsync(string uri)
    {
        var found = await TryResolveByCanonicalUriAsync(uri);
        return found.Value;
    }

    public Task<ResolverResult> TryResolveByUriAsync(string uri) => TryResolveByCanonicalUriAsync(uri);

    public Task<ResolverResult> TryResolveByCanonicalUriAsync(string uri) =>
        System.Threading.Tasks.Task.FromResult(_byCanonical.TryGetValue(uri, out var content)
            ? new ResolverResult(Parse(uri, content))
            : ResolverException.NotFound());

    private static bool IsPlain(string text) =>
        text.Length > 0 && text != ".." && text != "." && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    // Published packages carry small deviations from the model; what can be read is read.
    private static Resource Parse(string uri, byte[] content)
    {
        FhirJsonDeserializer.RECOVERABLE.TryDeserializeResource(new Utf8JsonReader(content), out var resource, out _);
        return resource ?? throw new FhirPackageException($"'{uri}' is not a readable resource.");
    }

    private static (string Name, string Version) ManifestOf(Dictionary<string, byte[]> files)
    {
        if (!files.TryGetValue(PackageArchive.Manifest, out var content))
            throw new FhirPackageException("The package has no package.json.");
        using var manifest = ParseJson(PackageArchive.Manifest, content);
        return Text(manifest.RootElement, "name") is { } name && Text(manifest.RootElement, "version") is { } version
            ? (name, version)
            : throw new FhirPackageException("package.json has no name or no version.");
    }

    private void Index(string name, byte[] content)
    {
        using var json = ParseJson(name, content);
        if (Text(json.RootElement, "resourceType") == "Bundle" && json.RootElement.TryGetProperty("entry", out var entries))
        {
            foreach (var entry in entries.EnumerateArray())
            {
                if (entry.TryGetProperty("resource", out var resource))
                    Add(resource);
            }
        }
        else
        {
            Add(json.RootElement);
        }
    }

    private void Add(JsonElement resource)
    {
        if (Text(resource, "resourceType") is not { } type)
            return;
        var content = System.Text.Encoding.UTF8.GetBytes(resource.GetRawText());
        if (type == "NamingSystem")
            AddNaming(resource, content);
        if (Text(resource, "url") is not { } url)
            return;
        _byCanonical.TryAdd(url, content);
        if (Text(resource, "version") is { } version)
            _byCanonical.TryAdd($"{url}|{version}", content);
    }

    private void AddNaming(JsonElement naming, byte[] content)
    {
        if (!naming.TryGetProperty("uniqueId", out var ids) || ids.ValueKind != JsonValueKind.Array)
            return;
        foreach (var id in ids.EnumerateArray())
        {
            if (Text(id, "type") == "uri" && Text(id, "value") is { } system && _byCanonical.TryAdd(system, content))
                _named.Add(system);
        }
    }

    private static JsonDocument ParseJson(string name, byte[] content)
    {
        try
        {
            return JsonDocument.Parse(content);
        }
        catch (JsonException e)
        {
            throw new FhirPackageException($"'{name}' is not JSON.", e);
        }
    }

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
