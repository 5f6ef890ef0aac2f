using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Tests.Profiles;

public sealed class PackageWriterTests
{
    private static readonly PackageFile s_manifest = new("package.json", Encoding.UTF8.GetBytes("""{"name":"example.fhir","version":"1.2.3"}"""));

    // What is committed beside the source, by the name that it has in the package.
    private static Dictionary<string, byte[]> Committed() => Directory.EnumerateFiles(BridgePackageTests.Folder, "*.json", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is not ("definitions" or "invalid"))
        .ToDictionary(
            file => Path.GetFileName(Path.GetDirectoryName(file)) == "examples" ? "package/examples/" + Path.GetFileName(file) : "package/" + Path.GetFileName(file),
            path => System.IO.File.ReadAllBytes(path));

    [Fact]
    public void The_package_holds_every_committed_resource_to_the_byte_and_an_index()
    {
        var packed = Unpack(Packed());

        packed.Keys.ShouldBe(Committed().Keys.Append("package/.index.json"), ignoreOrder: true);
        foreach (var (name, content) in Committed())
            packed[name].ShouldBe(content, name);
    }

    [Fact]
    public async Task Our_source_reads_back_the_same_resources()
    {
        var source = FhirPackageSource.FromTgz(new MemoryStream(Packed()));
        var resources = Committed().Where(file => !file.Key.Contains("/examples/") && file.Key != "package/package.json")
            .Select(file => FhirJsonDeserializer.STRICT.DeserializeResource(Encoding.UTF8.GetString(file.Value))).ToList();
        var canonical = resources.Where(resource => resource is not NamingSystem).ToDictionary(resource => resource is Measure measure ? measure.Url! : ((IConformanceResource)resource).Url!);
        var naming = resources.OfType<NamingSystem>().ToDictionary(system => system.UniqueId.Single().Value!);

        (source.Name, source.Version).ShouldBe(("dev.ccmfhirbridge.fhir", "0.1.0"));
        source.Canonicals.ShouldBe(canonical.Keys.Order(StringComparer.Ordinal));
        source.NamedSystems.ShouldBe(naming.Keys.Order(StringComparer.Ordinal));
        (canonical.Count + naming.Count).ShouldBe(resources.Count);
        foreach (var (uri, resource) in canonical.Select(pair => (pair.Key, pair.Value)).Concat(naming.Select(pair => (pair.Key, (Resource)pair.Value))))
            (await source.TryResolveByCanonicalUriAsync(uri)).Value.ShouldNotBeNull(uri).IsExactly(resource).ShouldBeTrue(uri);
    }

    [Fact]
    public void The_same_build_gives_the_same_bytes()
    {
        SHA256.HashData(Packed()).ShouldBe(SHA256.HashData(Packed()));
        Packed(s_manifest, File("b.json"), File("a.json")).ShouldBe(Packed(File("a.json"), File("b.json"), s_manifest));
        var entries = Entries(Packed());
        entries.Select(entry => entry.Name).ShouldBe(entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        entries.ShouldAllBe(entry => entry.ModificationTime == DateTimeOffset.UnixEpoch && entry.Uid == 0 && entry.Gid == 0);
    }

    [Fact]
    public void The_index_names_every_resource_beside_it()
    {
        using var index = JsonDocument.Parse(Unpack(Packed())["package/.index.json"]);

        index.RootElement.GetProperty("index-version").GetInt32().ShouldBe(2);
        var files = index.RootElement.GetProperty("files").EnumerateArray().ToDictionary(file => file.GetProperty("filename").GetString()!);
        files.Keys.ShouldBe(Committed().Keys.Where(name => !name.Contains("/examples/") && name != "package/package.json").Select(name => name["package/".Length..]), ignoreOrder: true);
        var claim = files["StructureDefinition-ccm-claim.json"];
        claim.GetProperty("url").GetString().ShouldBe(Canonicals.ClaimProfile);
        (claim.GetProperty("resourceType").GetString(), claim.GetProperty("kind").GetString(), claim.GetProperty("type").GetString()).ShouldBe(("StructureDefinition", "resource", "Claim"));
    }

    [Fact]
    public void What_is_no_package_is_not_written()
    {
        Should.Throw<FhirPackageException>(() => Packed(File("a.json"))).Message.ShouldContain("no package.json");
        Should.Throw<FhirPackageException>(() => Packed(s_manifest, File("a.json"), File("a.json"))).Message.ShouldContain("twice");
        Should.Throw<FhirPackageException>(() => Packed(s_manifest, File("../a.json"))).Message.ShouldContain("outside the package");
        Should.Throw<FhirPackageException>(() => Packed(s_manifest, new PackageFile("a.json", "{"u8.ToArray()))).Message.ShouldContain("'a.json' is not JSON");
    }

    private static PackageFile File(string name) => new(name, Encoding.UTF8.GetBytes("""{"resourceType":"Basic"}"""));

    private static byte[] Packed(params PackageFile[] files)
    {
        using var output = new MemoryStream();
        if (files.Length == 0)
            BridgePackage.Pack(output);
        else
            PackageWriter.WriteTgz(output, files);
        return output.ToArray();
    }

    private static Dictionary<string, byte[]> Unpack(byte[] tgz) => Entries(tgz).ToDictionary(entry => entry.Name, entry =>
    {
        using var content = new MemoryStream();
        entry.DataStream!.CopyTo(content);
        return content.ToArray();
    });

    private static List<TarEntry> Entries(byte[] tgz)
    {
        var entries = new List<TarEntry>();
        using var tar = new TarReader(new GZipStream(new MemoryStream(tgz), CompressionMode.Decompress));
        while (tar.GetNextEntry(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }
}
