using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Tenants;
using YamlDotNet.RepresentationModel;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Every tenant file that we ship is one that the program takes, wherever in deploy/ it lies.</summary>
[Checks("examples/*.yaml", "kubernetes/overlays/*/tenants/*.yaml")]
public sealed class ExampleTenantTests
{
    /// <summary>By what is in them and not by where they lie: whoever puts one elsewhere need not think of this test.</summary>
    public static TheoryData<string> Tenants => [.. Deployed.Files.Where(file => Path.GetExtension(file) is ".yaml" or ".yml").Where(IsTenant)];

    [Theory]
    [MemberData(nameof(Tenants))]
    public void Every_tenant_file_is_good(string file)
    {
        var result = TenantFile.Check(Deployed.PathOf(file));

        result.Problems.ShouldBeEmpty();
        result.Tenant.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("examples/payers/acme-advantage.yaml", "acme-advantage")]
    public void The_overlay_of_a_payer_is_good_and_the_complete_tenant_uses_it(string file, string id)
    {
        RulePackLint.OfOverlay(File.ReadAllBytes(Deployed.PathOf(file)), file).Warnings.ShouldBeEmpty();

        TenantFile.Check(Deployed.PathOf("examples/lakeside.yaml")).Tenant!.Payers.ShouldContain(payer => payer.Overlay != null && payer.Overlay.Id == id);
    }

    [Fact]
    public void There_is_one_in_each_place_that_names_some()
    {
        var found = Deployed.Files.Where(file => Path.GetExtension(file) == ".yaml").Where(IsTenant).ToList();

        found.ShouldContain(file => file.StartsWith("examples/", StringComparison.Ordinal));
        Deployed.Files.Where(file => file.Contains("/tenants/", StringComparison.Ordinal) || file.StartsWith("examples/", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("examples/payers/", StringComparison.Ordinal))
            .Except(found, StringComparer.Ordinal).ShouldBeEmpty("a tenant file says whose it is in 'tenant'");
    }

    [Fact]
    public void No_tenant_is_written_into_a_manifest_where_nothing_would_read_it() =>
        Deployed.Files.Where(file => file.StartsWith("kubernetes/", StringComparison.Ordinal)).Where(HasConfigMap)
            .ShouldBeEmpty("tenant files are files of their own, and a ConfigMap is made of them");

    private static bool IsTenant(string file) => Documents(file).Any(root => root.Children.ContainsKey("tenant"));

    private static bool HasConfigMap(string file) => Documents(file).Any(root => root.Children.TryGetValue("kind", out var kind) && kind.ToString() == "ConfigMap");

    private static IEnumerable<YamlMappingNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(Deployed.Text(file));
        stream.Load(reader);
        return stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>();
    }
}
