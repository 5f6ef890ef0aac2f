using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class TenantFolderTests
{
    [Fact]
    public void Good_tenants_and_problems_come_side_by_side()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lakeside.yaml", TenantFiles.Smallest);
        folder.Write("hillside.yaml", Named("hillside"));
        folder.Write("broken.yaml", "tenant: [");
        folder.Write("old.yml", TenantFiles.Smallest);

        var result = TenantFolder.LoadAll(folder.Path, resolveSecrets: false);

        result.Tenants.Select(tenant => tenant.Slug).ShouldBe(["hillside", "lakeside"]);
        result.Problems.Select(problem => (problem.File, problem.Code)).ShouldBe([("broken.yaml", "yaml.syntax"), ("old.yml", "tenant.file-name")]);
    }

    [Fact]
    public void Two_practices_never_share_a_base_url()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lakeside.yaml", TenantFiles.Smallest);
        folder.Write("hillside.yaml", TenantFiles.Smallest.Replace("tenant: lakeside", "tenant: hillside", StringComparison.Ordinal)
            .Replace("https://ehr.lakeside.example/fhir", "https://EHR.lakeside.example:443/fhir/", StringComparison.Ordinal));

        var result = TenantFolder.LoadAll(folder.Path, resolveSecrets: false);

        result.Tenants.ShouldBeEmpty();
        result.Problems.Select(problem => (problem.File, problem.Line, problem.Code)).ShouldBe(
            [("hillside.yaml", 5, "tenant.duplicate-base-url"), ("lakeside.yaml", 5, "tenant.duplicate-base-url")]);
        result.Problems[0].Message.ShouldContain("lakeside.yaml");
    }

    [Theory]
    [InlineData("America/Chicago", "123456789", "https://ehr.lakeside.example/fhir", "timeZone")]
    [InlineData("America/New_York", "987654321", "https://ehr.lakeside.example/fhir", "billing.organization.tin")]
    [InlineData("America/New_York", "123456789", "https://ehr.elsewhere.example/fhir", "ehr.baseUrl")]
    public void A_running_tenant_keeps_its_identity_and_the_line_that_changes_it_is_named(string zone, string tin, string baseUrl, string key)
    {
        using var folder = new TemporaryFolder();
        folder.Write("lakeside.yaml", TenantFiles.Smallest);
        var same = TenantIdentity.Of(TenantFolder.LoadAll(folder.Path, resolveSecrets: false).Tenants.Single());
        var line = TenantFiles.Smallest.Split('\n').Index().First(entry => entry.Item.Contains(key.Split('.')[^1] + ":", StringComparison.Ordinal)).Index + 1;

        Load(same).Tenants.ShouldHaveSingleItem();
        var refused = Load(new TenantIdentity(zone, tin, baseUrl));

        refused.Tenants.ShouldBeEmpty();
        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.File, problem.Line, problem.Code).ShouldBe(("lakeside.yaml", line, "tenant.identity"));
        problem.Message.ShouldStartWith($"'{key}' may not change");

        TenantFolderResult Load(TenantIdentity running) => TenantFolder.LoadAll(
            folder.Path, resolveSecrets: false, new Dictionary<string, TenantIdentity>(StringComparer.Ordinal) { ["lakeside"] = running });
    }

    [Fact]
    public void Two_files_never_share_a_slug()
    {
        using var folder = new TemporaryFolder();
        folder.Write("lakeside.yaml", TenantFiles.Smallest);
        folder.Write("copy.yaml", TenantFiles.Smallest.Replace("ehr.lakeside", "ehr.copy", StringComparison.Ordinal));

        var result = TenantFolder.LoadAll(folder.Path, resolveSecrets: false);

        result.Tenants.ShouldBeEmpty();
        result.Problems.Count(problem => problem.Code == "tenant.duplicate-slug").ShouldBe(2);
    }

    [Fact]
    public void A_home_without_tenants_is_empty()
        => TenantFolder.LoadAll("/no/such/home/tenants", resolveSecrets: false).Tenants.ShouldBeEmpty();

    private static string Named(string slug) => TenantFiles.Smallest.Replace("lakeside", slug, StringComparison.Ordinal);
}
