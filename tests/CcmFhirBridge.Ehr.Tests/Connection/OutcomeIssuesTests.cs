using System.Text;
using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class OutcomeIssuesTests
{
    [Fact]
    public void Codes_and_paths_are_kept_and_texts_are_not()
    {
        var issues = OutcomeIssues.Read(Encoding.UTF8.GetBytes("""
            {"resourceType":"OperationOutcome","issue":[
              {"severity":"information","code":"informational","diagnostics":"Jane Doe"},
              {"severity":"error","code":"invalid","details":{"text":"Jane Doe","coding":[{"code":"59141"},{"code":"Jane Doe"}]},
               "expression":["Claim.careTeam[0]","Claim.where(name='Jane')","Jane","Jane.Doe"],"location":["Claim.careTeam[0]"]}]}
            """));

        OutcomeIssues.Describe(issues!).ShouldBe("error invalid 59141 at Claim.careTeam[0]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"resourceType":"Patient"}""")]
    public void What_is_no_OperationOutcome_has_no_issues(string json) => OutcomeIssues.Read(Encoding.UTF8.GetBytes(json)).ShouldBeNull();

    [Theory]
    [InlineData("""{"resourceType":"OperationOutcome"}""")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":{"severity":"error"}}""")]
    [InlineData("""{"resourceType":"OperationOutcome","issue":[1,null,"x"]}""")]
    public void An_odd_OperationOutcome_is_one_without_issues(string json) => OutcomeIssues.Read(Encoding.UTF8.GetBytes(json)).ShouldBeEmpty();

    [Fact]
    public void Bytes_that_are_no_UTF8_have_no_issues()
    {
        byte[] json = [.. "{\"resourceType\":\""u8, 0xFF, 0xFE, .. "\"}"u8];

        OutcomeIssues.Read(json).ShouldBeNull();
    }
}
