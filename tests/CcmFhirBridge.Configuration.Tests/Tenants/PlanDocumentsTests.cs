using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

/// <summary><c>mapping.documents</c>: that the practice keeps care plans as documents.</summary>
public sealed class PlanDocumentsTests
{
    private const string Codes = "codes: [{ from: \"urn:doc-types|CCM PLAN\", to: ccm-plan|ccm }]";

    [Theory]
    [InlineData("", false)]
    [InlineData("\nmapping: {}", false)]
    [InlineData($"\nmapping: {{ {Codes} }}", false)]
    [InlineData($"\nmapping: {{ {Codes}, documents: plan }}", true)]
    [InlineData($"\nmapping: {{ documents: plan, {Codes} }}", true)]
    public void Documents_are_read_where_the_file_says_so_and_not_for_a_row_alone(string mapping, bool areRead)
    {
        var ehr = TenantFiles.Good(TenantFiles.Smallest + mapping).Ehr;

        ehr.AlsoRead.ShouldBe(areRead ? ["DocumentReference"] : []);
        ehr.Types.ShouldBe(areRead ? [.. Domain.Tenants.EhrTypes.InOrder, "DocumentReference"] : Domain.Tenants.EhrTypes.InOrder);
    }

    [Theory]
    [InlineData("documents: plan", "tenant.documents-without-code", "no row of mapping.codes says by which code one is the care plan. Add such as { from: \"http://loinc.org|18776-5\", to: ccm-plan|ccm }.")]
    [InlineData("documents: plan, codes: [{ from: \"urn:x|A\", to: ccm-consent|ccm }]", "tenant.documents-without-code", "no row of mapping.codes")]
    [InlineData($"{Codes}, documents: plans", "yaml.value", "'mapping.documents' does not know 'plans'. Did you mean 'plan'?")]
    [InlineData($"{Codes}, documents: consent", "yaml.value", "'mapping.documents' does not know 'consent'. Use one of: plan.")]
    [InlineData($"{Codes}, documents: [plan]", "yaml.wrong-type", "'mapping.documents' has to be a text, not a list.")]
    [InlineData($"{Codes}, documents:", "yaml.wrong-type", "'mapping.documents' has no value.")]
    [InlineData($"{Codes}, document: plan", "yaml.unknown-key", "unknown key 'mapping.document'. Did you mean 'documents'?")]
    public void A_mistake_is_one_clear_line(string mapping, string code, string words)
    {
        var yaml = $"{TenantFiles.Smallest}\nmapping: {{ {mapping} }}";

        var problem = TenantFiles.Check(yaml).Problems.ShouldHaveSingleItem();

        (problem.File, problem.Code, problem.Line).ShouldBe(("lakeside.yaml", code, yaml.Split('\n').Length));
        problem.Message.ShouldContain(words);
    }

    [Fact]
    public void How_documents_are_read_can_be_said_as_of_any_type() => TenantFiles.Good(
        TenantFiles.Smallest.Replace("ehr:", "ehr:\n  sync: { forms: { DocumentReference: patient-full } }", StringComparison.Ordinal)).Ehr.ReadForms["DocumentReference"].Word.ShouldBe("patient-full");

    [Fact]
    public void The_schema_knows_the_word()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);

        schema.RootElement.GetProperty("properties").GetProperty("mapping").GetProperty("properties").GetProperty("documents").GetProperty("enum").EnumerateArray()
            .Select(word => word.GetString()).ShouldBe(["plan"]);
    }
}
