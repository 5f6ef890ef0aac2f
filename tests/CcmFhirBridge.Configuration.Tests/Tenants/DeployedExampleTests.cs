using System.Runtime.CompilerServices;
using CcmFhirBridge.Configuration.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class DeployedExampleTests
{
    [Fact]
    public void Every_example_that_we_ship_is_a_good_tenant_file()
    {
        var examples = Directory.GetFiles(Path.Combine(Folder(), "..", "..", "..", "deploy", "examples"), "*.yaml");

        examples.ShouldNotBeEmpty();
        foreach (var example in examples)
            TenantFile.Check(example).Problems.ShouldBeEmpty();
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
