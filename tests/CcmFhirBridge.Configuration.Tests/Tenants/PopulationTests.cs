using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class PopulationTests
{
    [Fact]
    public void Everybody_is_read_unless_somebody_says_who() => TenantFiles.Good(TenantFiles.Whole).Ehr.Population.ShouldBe(Population.Search);

    [Theory]
    [InlineData("Group/ccm")]
    [InlineData("ccm")]
    public void A_group_is_named_by_its_id(string written) =>
        TenantFiles.Good(TenantFiles.With("{ by: search }", $"{{ by: group, group: {written} }}")).Ehr.Population.ShouldBe(new Population.Group("ccm"));

    [Fact]
    public void A_file_lists_each_patient_once_and_changes_the_revision()
    {
        using var folder = new TemporaryFolder();
        folder.Write("patients.txt", "\uFEFF# ours\nPatient/b\n\n a \r\nPatient/b\n");
        var path = folder.Write("lakeside.yaml", TenantFiles.With("{ by: search }", "{ by: file, file: patients.txt }"));

        var tenant = TenantFile.Load(path, resolveSecrets: false);

        tenant.Ehr.Population.ShouldBeOfType<Population.Listed>().Patients.ShouldBe(["Patient/a", "Patient/b"]);
        folder.Write("patients.txt", "Patient/a\n");
        TenantFile.Load(path, resolveSecrets: false).Revision.ShouldNotBe(tenant.Revision, "or a running service would not see it");
    }

    [Theory]
    [InlineData("Patient/a\nJane Doe\n", "line 2 of patients.txt is no patient")]
    [InlineData("Group/a\n", "line 1 of patients.txt is no patient")]
    [InlineData("# nobody\n", "patients.txt lists nobody")]
    public void A_file_that_is_wrong_is_told_by_its_line_and_never_by_what_stands_there(string content, string words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("patients.txt", content);
        var path = folder.Write("lakeside.yaml", TenantFiles.With("{ by: search }", "{ by: file, file: patients.txt }"));

        var problem = TenantFile.Check(path).Problems.ShouldHaveSingleItem();

        (problem.Code, problem.Line).ShouldBe(("tenant.population", 7));
        problem.Message.ShouldContain(words);
        problem.Message.ShouldNotContain("Jane");
    }
}
