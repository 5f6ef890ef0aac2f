using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reconciling;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Tests.Reconciling;

public sealed class HoldingReaderTests
{
    private const string Claim = """
        {"resourceType":"Claim","id":"c1","meta":{"versionId":"4","profile":["https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-claim"],"source":"#x"},"text":{"status":"generated","div":"<div/>"},
         "identifier":[{"system":"urn:ehr","value":"77"},{"system":"https://ccmfhirbridge.dev/fhir/identifier/claim","value":"0123456789ABCDEFG"},
          {"system":"https://ccmfhirbridge.dev/fhir/identifier/claim-revision","value":"0123456789ABCDEFGR2"}],
         "status":"active","patient":{"reference":"https://ehr.example/fhir/Patient/p1/_history/3"},"billablePeriod":{"start":"2026-04-01T00:00:00-04:00","end":"2026-04-30"},
         "item":[{"sequence":1,"productOrService":{"coding":[{"system":"urn:local","code":"X"},{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},"quantity":{"value":1}},
          {"sequence":2,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99439"}]},"quantity":{"value":2}}],
         "total":{"value":315.00,"currency":"USD"}}
        """;

    private static readonly PinnedOrigins s_origins = new(new Uri("https://ehr.example/fhir"), []);

    [Fact]
    public void A_claim_says_whose_it_is_of_which_month_and_what_it_bills()
    {
        var holding = Read("Claim", Claim);

        (holding.Identifier, holding.Patient, holding.Month, holding.Units, holding.Charge).ShouldBe(("0123456789ABCDEFG", "Patient/p1", ServiceMonth.Parse("2026-04"), 3, 315m));
        holding.Codes.ShouldBe(["99490", "99439"]);
    }

    [Fact]
    public void The_body_is_kept_without_what_the_server_manages_and_differs_in_nothing_from_its_copy()
    {
        var body = Encoding.UTF8.GetString(Read("Claim", Claim).Body.Span);

        foreach (var managed in (string[])["\"id\"", "versionId", "\"text\"", "urn:ehr", "#x"])
            body.ShouldNotContain(managed);
        body.ShouldContain("""{"reference":"Patient/p1/_history/3"}""");
        body.ShouldContain("315.00");
        BodyDifferences.Between(Encoding.UTF8.GetBytes(body), Encoding.UTF8.GetBytes(Claim)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0123456789ABCDEFGR12-99490", "0123456789ABCDEFG-99490")]
    [InlineData("0123456789ABCDEFGR12", "0123456789ABCDEFG")]
    [InlineData("0123456789ABCDEFG-99490", null)]
    [InlineData("R1", null)]
    public void An_identifier_that_the_server_dropped_is_told_by_that_of_the_revision(string revision, string? identifier) =>
        Read("ChargeItem", $$"""{"resourceType":"ChargeItem","identifier":[{"system":"https://ccmfhirbridge.dev/fhir/identifier/charge-revision","value":"{{revision}}"}]}""")
            .Identifier.ShouldBe(identifier);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"subject":"x","occurrencePeriod":[1],"code":7,"quantity":{"value":"2"},"priceOverride":{"value":1.005},"identifier":{}}""")]
    [InlineData("""{"subject":{"reference":"https://elsewhere.example/Patient/p1"},"occurrenceDateTime":"April","code":{"coding":[{"code":"99490"}]},"quantity":{"value":1.5},"priceOverride":{"value":1e40}}""")]
    [InlineData("""{"subject":{"reference":"Group/p1"},"occurrencePeriod":{"start":"2026"},"quantity":{"value":1e40},"priceOverride":{"value":1e28}}""")]
    public void What_has_another_shape_is_absent_and_throws_nothing(string json)
    {
        var holding = Read("ChargeItem", json);

        (holding.Patient, holding.Month, holding.Units, holding.Charge, holding.Codes.Length).ShouldBe((null, null, null, null, 0));
    }

    private static EhrHolding Read(string type, string json)
    {
        using var document = JsonDocument.Parse(json);
        return new HoldingReader(s_origins).Read(type, document.RootElement, new EhrCopy(type + "/c1", "4", null, Cancelled: false, Encoding.UTF8.GetBytes(json)));
    }
}
