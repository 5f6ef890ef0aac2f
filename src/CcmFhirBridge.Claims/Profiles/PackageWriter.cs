using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace CcmFhirBridge.Claims.Profiles;

/// <summary>
/// Writes a FHIR package as a <c>.tgz</c> in npm form with its <c>.index.json</c>. Sorted by name, and without times or owners, so that the
/// same files are the same bytes.
/// </summary>
public static class PackageWriter
{
    private const string Index = ".index.json";

    // Parts of a resource that an index of a package repeats, beside its file name.
    private static readonly string[] s_indexed = ["resourceType", "id", "url", "version", "kind", "type"];

    /// <summary>Writes <paramref name="files"/> to <paramref name="output"/>, which stays open.</summary>
    /// <exception cref="FhirPackageException">There is no <c>package.json</c>, a name is there twice or leaves the package, or a file is not JSON.</exception>
    public static void WriteTgz(Stream output, IReadOnlyCollection<PackageFile> files)
    {
        if (files.All(file => PackageArchive.Folder + file.Name != PackageArchive.Manifest))
            throw new FhirPackageException("The package has no package.json.");
        var all = files.Append(new PackageFile(Index, IndexOf(files))).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        foreach (var (before, after) in all.Zip(all.Skip(1)))
        {
            if (before.Name == after.Name)
                throw new FhirPackageException($"'{after.Name}' is in the package twice.");
        }

        using var zip = new GZipStream(output, CompressionLevel.SmallestSize, leaveOpen: true);
        using var tar = new TarWriter(zip, TarEntryFormat.Ustar);
        foreach (var file in all)
        {
            if (file.Name.StartsWith('/') || file.Name.Contains('\\') || file.Name.Split('/').Contains(".."))
                throw new FhirPackageException($"'{file.Name}' points outside the package.");
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, PackageArchive.Folder + file.Name)
            {
                DataStream = new MemoryStream(file.Content, writable: false),
                ModificationTime = DateTimeOffset.UnixEpoch,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            });
        }
    }

    private static byte[] IndexOf(IReadOnlyCollection<PackageFile> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("index-version", 2);
            json.WriteStartArray("files");
            foreach (var file in files.Where(file => !file.Name.Contains('/')).OrderBy(file => file.Name, StringComparer.Ordinal))
                WriteFile(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteFile(Utf8JsonWriter json, PackageFile file)
    {
        JsonDocument content;
        try
        {
            content = JsonDocument.Parse(file.Content);
        }
        catch (JsonException e)
        {
            throw new FhirPackageException($"'{file.Name}' is not JSON.", e);
        }

        using (content)
        {
            var resource = content.RootElement;
            if (resource.ValueKind != JsonValueKind.Object || !resource.TryGetProperty("resourceType", out _))
                return;
            json.WriteStartObject();
            json.WriteString("filename", file.Name);
            foreach (var part in s_indexed)
            {
                if (resource.TryGetProperty(part, out var value) && value.ValueKind == JsonValueKind.String)
                    json.WriteString(part, value.GetString());
            }

            json.WriteEndObject();
        }
    }
}
