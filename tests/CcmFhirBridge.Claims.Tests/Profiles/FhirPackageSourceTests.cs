using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using CcmFhirBridge.Claims.Profiles;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Claims.Tests.Profiles;

public sealed class FhirPackageSourceTests : IDisposable
{
    private const string Manifest = """{"name":"example.fhir","version":"1.2.3"}""";
    private const string Url = "http://example.org/CodeSystem/a";
    private const string CodeSystem = """{"resourceType":"CodeSystem","url":"http://example.org/CodeSystem/a","version":"2","status":"active","content":"complete"}""";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-package-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_tgz_in_npm_form_gives_its_resources_by_canonical()
    {
        var source = FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), ("package/CodeSystem-a.json", CodeSystem), ("package/examples/p.json", "not read")));

        (source.Name, source.Version).ShouldBe(("example.fhir", "1.2.3"));
        source.Canonicals.ShouldBe([Url]);
        (await source.ResolveByCanonicalUriAsync(Url)).ShouldBeOfType<CodeSystem>().Version.ShouldBe("2");
        (await source.ResolveByUriAsync(Url + "|2")).ShouldNotBeNull();
        (await source.TryResolveByCanonicalUriAsync("http://example.org/none")).Value.ShouldBeNull();
    }

    [Fact]
    public async Task A_bundle_in_a_package_counts_as_its_entries()
    {
        var bundle = $$"""{"resourceType":"Bundle","type":"collection","entry":[{"resource":{{CodeSystem}}},{"fullUrl":"urn:x"}]}""";
        var source = FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), ("package/all.json", bundle)));

        (await source.ResolveByCanonicalUriAsync(Url)).ShouldNotBeNull();
    }

    [Fact]
    public void The_cache_and_a_folder_are_read_alike()
    {
        var package = _folder.CreateSubdirectory("example.fhir#1.2.3").CreateSubdirectory("package");
        File.WriteAllText(Path.Combine(package.FullName, "package.json"), Manifest);
        File.WriteAllText(Path.Combine(package.FullName, "CodeSystem-a.json"), CodeSystem);

        FhirPackageSource.FromCache(_folder.FullName, "example.fhir", "1.2.3").Canonicals.ShouldBe([Url]);
        FhirPackageSource.FromFolder(package.FullName).Canonicals.ShouldBe([Url]);
    }

    [Theory]
    [InlineData("../package", "1.2.3")]
    [InlineData("a/b", "1.2.3")]
    [InlineData("example.fhir", "..")]
    [InlineData("", "1.2.3")]
    public void A_name_that_leaves_the_cache_is_refused(string name, string version) =>
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromCache(_folder.FullName, name, version)).Message.ShouldContain("letters, digits");

    [Theory]
    [InlineData("../evil.json")]
    [InlineData("package/../../evil.json")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/evil.json")]
    [InlineData("package\\..\\..\\evil.json")]
    [InlineData("package-of-somebody-else/evil.json")]
    [InlineData("../package-of-somebody-else/evil.json")]
    [InlineData("packages.json")]
    public void An_entry_that_points_outside_is_refused(string name) =>
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), (name, "{}"))))
            .Message.ShouldContain("outside the package");

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public void A_link_is_refused(TarEntryType type)
    {
        var tgz = Tgz(tar => tar.WriteEntry(new PaxTarEntry(type, "package/a.json") { LinkName = "/etc/passwd" }), ("package/package.json", Manifest));

        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(tgz)).Message.ShouldContain("files and folders only");
    }

    [Fact]
    public void A_link_in_a_folder_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "package.json"), Manifest);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "a.json"), "/etc/passwd");

        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromFolder(_folder.FullName)).Message.ShouldContain("is a link");
    }

    [Fact]
    public void A_small_archive_that_unpacks_to_much_is_refused()
    {
        var tgz = Tgz(("package/package.json", Manifest), ("package/big.json", new string(' ', 5_000_000)));

        tgz.Length.ShouldBeLessThan(20_000);
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(tgz, new PackageLayout { MostFileBytes = 1_000_000 }))
            .Message.ShouldContain("larger than is believed");
    }

    [Fact]
    public void An_entry_that_is_passed_over_is_not_believed_to_be_larger_either()
    {
        var tgz = Tgz(("package/package.json", Manifest), ("package/image.png", new string(' ', 5_000_000)));

        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(tgz, new PackageLayout { MostBytes = 1_000_000 })).Message.ShouldContain("larger than is believed");
    }

    [Fact]
    public void A_package_that_is_cut_short_anywhere_is_refused()
    {
        var whole = Tgz(("package/package.json", Manifest), ("package/CodeSystem-a.json", CodeSystem)).ToArray();

        FhirPackageSource.FromTgz(new MemoryStream(whole)).Canonicals.ShouldBe([Url]);
        for (var length = 0; length < whole.Length; length++)
            Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(new MemoryStream(whole[..length])), $"{length} of {whole.Length} bytes");
    }

    [Fact]
    public void A_package_with_a_flipped_bit_is_refused_or_says_the_same()
    {
        var whole = Tgz(("package/package.json", Manifest), ("package/CodeSystem-a.json", CodeSystem)).ToArray();
        var refused = 0;
        for (var bit = 80; bit < whole.Length * 8; bit++)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                FhirPackageSource.FromTgz(new MemoryStream(flipped)).Canonicals.ShouldBe([Url], $"bit {bit}");
            }
            catch (FhirPackageException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan((whole.Length - 10) * 8 * 9 / 10);
    }

    [Fact]
    public void Much_after_the_last_entry_is_refused()
    {
        var tgz = new MemoryStream();
        using (var zip = new GZipStream(tgz, CompressionLevel.Optimal, leaveOpen: true))
        {
            using (var tar = new TarWriter(zip, leaveOpen: true))
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/package.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Manifest)) });
            zip.Write(new byte[5_000_000]);
        }

        tgz.Position = 0;
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(tgz)).Message.ShouldContain("follow the last entry");
    }

    [Fact]
    public async Task A_naming_system_is_found_by_the_system_that_it_names()
    {
        const string Naming = """{"resourceType":"NamingSystem","name":"N","status":"active","kind":"identifier","date":"2026-11-29","uniqueId":[{"type":"uri","value":"http://example.org/ids"},{"type":"oid","value":"1.2.3"}]}""";
        var source = FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), ("package/NamingSystem-n.json", Naming)));

        source.NamedSystems.ShouldBe(["http://example.org/ids"]);
        source.Canonicals.ShouldBeEmpty();
        (await source.TryResolveByUriAsync("http://example.org/ids")).Value.ShouldBeOfType<NamingSystem>();
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        var tgz = Tgz(("package/package.json", Manifest), ("package/a.json", CodeSystem), ("package/b.json", "{}"));

        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(tgz, new PackageLayout { MostEntries = 2 })).Message.ShouldContain("more than 2 entries");
    }

    [Fact]
    public void The_same_file_twice_is_refused() =>
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), ("package/package.json", Manifest))))
            .Message.ShouldContain("twice");

    [Fact]
    public void What_is_not_a_package_is_refused_with_the_reason()
    {
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(new MemoryStream("hello"u8.ToArray()))).Message.ShouldContain("not a readable .tgz");
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(Tgz(("package/a.json", CodeSystem)))).Message.ShouldContain("no package.json");
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(Tgz(("package/package.json", "{}")))).Message.ShouldContain("no name");
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromTgz(Tgz(("package/package.json", Manifest), ("package/a.json", "{")))).Message.ShouldContain("'package/a.json' is not JSON");
        Should.Throw<FhirPackageException>(() => FhirPackageSource.FromFolder(Path.Combine(_folder.FullName, "none"))).Message.ShouldContain("no package folder");
    }

    private static MemoryStream Tgz(params (string Name, string Content)[] files) => Tgz(_ => { }, files);

    private static MemoryStream Tgz(Action<TarWriter> more, params (string Name, string Content)[] files)
    {
        var result = new MemoryStream();
        using (var zip = new GZipStream(result, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)), ModificationTime = DateTimeOffset.UnixEpoch.AddDays(20_000) });
            more(tar);
        }

        result.Position = 0;
        return result;
    }
}
