using System.Text;
using CcmFhirBridge.Ehr.WritingBack;

namespace CcmFhirBridge.Ehr.Tests.WritingBack;

public sealed class OutboundBodyTests
{
    [Theory]
    [InlineData("""{"resourceType":"Claim"}""", """{"resourceType":"Claim","id":"k-1"}""")]
    [InlineData("""{"resourceType":"Claim","status":"active"}""", """{"resourceType":"Claim","id":"k-1","status":"active"}""")]
    [InlineData("""{ "total":{"id":"inner","value":125.00}, "resourceType" : "Claim" }""", """{ "total":{"id":"inner","value":125.00}, "resourceType" : "Claim","id":"k-1" }""")]
    public void The_id_stands_behind_the_type_and_every_other_byte_stays(string body, string expected) =>
        Encoding.UTF8.GetString(OutboundBody.WithId(Encoding.UTF8.GetBytes(body), "Claim", "k-1").Span).ShouldBe(expected);

    [Theory]
    [InlineData("""{"resourceType":"Claim","id":"x"}""")]
    [InlineData("""{"id":"x","resourceType":"Claim"}""")]
    [InlineData("""{"resourceType":"ChargeItem"}""")]
    [InlineData("""{"contained":[{"resourceType":"Claim"}]}""")]
    [InlineData("""{"resourceType":"Claim"} {}""")]
    [InlineData("")]
    public void A_body_that_we_would_not_have_made_is_refused(string body) =>
        Should.Throw<ArgumentException>(() => OutboundBody.WithId(Encoding.UTF8.GetBytes(body), "Claim", "k-1"));

    [Theory]
    [InlineData("0123456789abcdefgr1-99490", true)]
    [InlineData("a.b", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("a%2fb", false)]
    [InlineData("ä", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void Only_a_FHIR_id_may_become_part_of_an_address(string id, bool expected) => OutboundBody.IsId(id).ShouldBe(expected);
}
