using System.Text;
using CcmFhirBridge.Claims.Profiles;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class ProfilesCommandTests : IDisposable
{
    private readonly Bridge _bridge = new();

    public void Dispose() => _bridge.Dispose();

    [Fact]
    public async Task Pack_writes_the_package_and_list_reads_it_back()
    {
        var file = Path.Combine(_bridge.Path, "package.tgz");
        (await _bridge.RunAsync("profiles", "pack", "--output", file)).ShouldExit(0);
        using var packed = new MemoryStream();
        BridgePackage.Pack(packed);

        (await File.ReadAllBytesAsync(file)).ShouldBe(packed.ToArray(), "the same build writes the same bytes");
        var ours = (await _bridge.RunAsync("profiles", "list")).ShouldExit(0).Out;
        (await _bridge.RunAsync("profiles", "list", "--package", file)).ShouldExit(0).Out.ShouldBe(ours);
        ours.ShouldStartWith("dev.ccmfhirbridge.fhir 0.1.0: ");
        ours.ShouldContain("\nhttps://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-claim\n");
        ours.ShouldContain("\nhttps://ccmfhirbridge.dev/fhir/identifier/claim\n");
    }

    [Fact]
    public async Task List_gives_machines_the_same()
    {
        var list = (await _bridge.RunAsync("profiles", "list", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();

        list.GetProperty("name").GetString().ShouldBe("dev.ccmfhirbridge.fhir");
        list.GetProperty("canonicals").EnumerateArray().Select(canonical => canonical.GetString()).ShouldContain("https://ccmfhirbridge.dev/fhir/OperationDefinition/patient-ccm-status");
        list.GetProperty("systems").GetArrayLength().ShouldBe(9);
    }

    [Fact]
    public async Task What_is_no_package_is_refused_by_name()
    {
        var file = Path.Combine(_bridge.Path, "package.tgz");
        await File.WriteAllBytesAsync(file, Encoding.UTF8.GetBytes("no gzip"));

        (await _bridge.RunAsync("profiles", "list", "--package", file)).ShouldExit(2).Error.ShouldContain("package.tgz: The package is not a readable .tgz in npm form");
        (await _bridge.RunAsync("profiles", "list", "--package", file + "2")).ShouldExit(2).Error.ShouldContain("is not a file");
        (await _bridge.RunAsync("profiles", "pack")).ShouldExit(2).Error.ShouldContain("--output");
    }
}
