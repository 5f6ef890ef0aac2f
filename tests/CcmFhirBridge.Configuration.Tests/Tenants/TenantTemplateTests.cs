using CcmFhirBridge.Configuration.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class TenantTemplateTests
{
    [Fact]
    public void A_filled_template_loads_and_means_the_defaults()
    {
        var yaml = TenantTemplate.Render("lakeside", "https://ehr.lakeside.example/fhir", "Lakeside \"Family\": Practice", npi: "1234567893", tin: "123456789");

        var tenant = TenantFiles.Good(yaml);

        yaml.ShouldStartWith("# yaml-language-server: $schema=tenant.schema.json\n");
        tenant.Name.ShouldBe("Lakeside \"Family\": Practice");
        tenant.Policy.ShouldBe(new Domain.Tenants.TenantPolicy());
        tenant.Billing.FirstMonth.ShouldBeNull();
    }

    [Fact]
    public void An_unfilled_template_names_exactly_what_to_fill()
    {
        var problems = TenantFiles.Check(TenantTemplate.Render("lakeside", "https://ehr.lakeside.example/fhir", "Lakeside")).Problems;

        problems.Select(problem => problem.Message).ShouldBe([
            "'billing.organization.npi' is empty: expected ten digits.",
            "'billing.organization.tin' is empty: expected nine digits without a hyphen.",
        ]);
    }

    [Fact]
    public void The_examples_in_its_comments_are_good_too()
    {
        var yaml = TenantTemplate.Render("lakeside", "https://ehr.lakeside.example/fhir", "Lakeside", npi: "1234567893", tin: "123456789")
            .Replace("# taxonomy", "taxonomy", StringComparison.Ordinal)
            .Replace("# address", "address", StringComparison.Ordinal)
            .Replace("# defaultPractitioner", "defaultPractitioner", StringComparison.Ordinal)
            .Replace("practitioners: []", "practitioners:", StringComparison.Ordinal)
            .Replace("payers: []", "payers:", StringComparison.Ordinal)
            .Replace("# - {", "- {", StringComparison.Ordinal)
            .Replace("mapping: {}                          # what codes of the EHR's own mean: {", "mapping: {", StringComparison.Ordinal)
            .Replace("YYYY-MM-DD", "2026-01-15", StringComparison.Ordinal)
            .Replace("# firstMonth: YYYY-MM", "firstMonth: 2026-05", StringComparison.Ordinal);

        var tenant = TenantFiles.Good(yaml);
        tenant.Practitioners.Length.ShouldBe(3);
        tenant.Payers.ShouldHaveSingleItem().Payor.ShouldBe("Organization/acme");
        tenant.MappedCodes.Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("lakeside")]
    [InlineData("a-1")]
    public void A_slug_that_a_tenant_may_have_has_no_problem(string slug) => TenantTemplate.SlugProblem(slug).ShouldBeNull();

    [Theory]
    [InlineData("Lakeside")]
    [InlineData("../lakeside")]
    [InlineData("ab")]
    [InlineData("1st")]
    [InlineData("lakeside\n")]
    [InlineData("metrics")]
    public void Any_other_is_refused_in_words(string slug) => TenantTemplate.SlugProblem(slug).ShouldNotBeNullOrEmpty();
}
