using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Tests.WritingBack.Vendors;

public sealed class CanvasClaimsTests
{
    private const string Body = """
        {"resourceType":"Claim","identifier":[{"system":"s","value":"0123456789ABCDEFG"}],"status":"active",
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim",
         "patient":{"reference":"Patient/p1"},"billablePeriod":{"start":"2026-04-01","end":"2026-04-30"},"created":"2026-05-05T08:00:00-04:00",
         "provider":{"type":"Organization","display":"Lakeside"},"priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}]},
         "careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/dr-a"}}],
         "supportingInfo":[{"sequence":1,"category":{"text":"time"},"valueString":"x"}],
         "diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]},"type":[{"text":"principal"}]}],
         "insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/c1","type":"Coverage"}}],
         "item":[{"sequence":1,"careTeamSequence":[1],"diagnosisSequence":[1],"informationSequence":[1],
           "productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},"servicedDate":"2026-04-21",
           "quantity":{"value":1},"unitPrice":{"value":125.00,"currency":"USD"},"net":{"value":125.00,"currency":"USD"}}],
         "total":{"value":125.00,"currency":"USD"}}
        """;

    private const string Shown = """
        {"resourceType":"Claim","id":"77","meta":{"versionId":"1"},
         "extension":[{"url":"http://schemas.canvasmedical.com/fhir/extensions/claim-queue","valueCoding":{"code":"NeedsCodingReview"}}],
         "status":"active","use":"claim","patient":{"reference":"Patient/p1","type":"Patient"},"created":"2026-04-21",
         "provider":{"reference":"Practitioner/dr-a","type":"Practitioner"},
         "diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E119","display":"x"}]}}],
         "insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/c1"}}],
         "item":[{"sequence":1,"diagnosisSequence":[1],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},
           "quantity":{"value":1},"unitPrice":{"value":125.0},"net":{"value":125.0}}]}
        """;

    private static readonly OutboundResource Sent = Outbound(Body);

    [Fact]
    public void A_claim_is_sent_with_what_the_vendor_has_room_for_and_our_revision_in_the_reason_for_the_visit() =>
        Encoding.UTF8.GetString(CanvasClaims.Shape(Sent).Span).ShouldBe(
            """{"resourceType":"Claim","status":"active","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"professional"}]},"use":"claim","patient":{"reference":"Patient/p1"},"created":"2026-04-21T12:00:00+00:00","provider":{"reference":"Practitioner/dr-a"},"priority":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/processpriority","code":"normal"}]},"supportingInfo":[{"sequence":1,"category":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claiminformationcategory","code":"patientreasonforvisit"}]},"valueString":"CCM 0123456789ABCDEFGR1"}],"diagnosis":[{"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"E11.9"}]}}],"insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/c1"}}],"item":[{"sequence":1,"diagnosisSequence":[1],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},"quantity":{"value":1},"unitPrice":{"value":125.00}}]}""");

    [Theory]
    [InlineData("\"status\":\"active\"", "\"status\":\"draft\"", "evidence only")]
    [InlineData("\"reference\":\"Coverage/c1\",", "\"display\":\"assumed\",", "the coverage of this bill is assumed")]
    [InlineData("{\"reference\":\"Practitioner/dr-a\"}", "{\"display\":\"Dr. A\"}", "billing practitioner")]
    [InlineData("\"unitPrice\":{\"value\":125.00,\"currency\":\"USD\"},", "", "no price")]
    [InlineData("\"total\"", "\"item\":[{\"servicedDate\":\"2026-04-21\"},{\"servicedDate\":\"2026-04-22\"}],\"total\"", "one date of service")]
    public void A_bill_that_the_form_cannot_hold_is_not_sent_as_a_smaller_one(string from, string to, string why)
    {
        Body.ShouldContain(from);
        var body = Body.Replace(from, to, StringComparison.Ordinal);
        if (why == "one date of service")
            body = body[..body.IndexOf("\"item\":[{\"sequence\"", StringComparison.Ordinal)] + body[body.IndexOf("\"item\":[{\"servicedDate\"", StringComparison.Ordinal)..];

        Should.Throw<UnwritableBillException>(() => CanvasClaims.Shape(Outbound(body))).Message.ShouldContain(why);
    }

    [Fact]
    public void What_is_shown_as_it_was_sent_differs_in_nothing()
    {
        var copy = Recognize(Shown).ShouldNotBeNull();

        (copy.Reference, copy.Version, copy.RevisionIdentifier, copy.Cancelled).ShouldBe(("Claim/77", "1", null, false));
        BodyDifferences.Between(Sent.Body, copy.Json).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"unitPrice\":{\"value\":125.0}", "\"unitPrice\":{\"value\":125}", "")]
    [InlineData("\"unitPrice\":{\"value\":125.0}", "\"unitPrice\":{\"value\":12.5}", "item[0].unitPrice.value")]
    [InlineData("\"unitPrice\":{\"value\":125.0},", "", "item[0].unitPrice.value")]
    [InlineData("\"quantity\":{\"value\":1}", "\"quantity\":{\"value\":2}", "item[0].quantity.value")]
    [InlineData("\"code\":\"E119\"", "\"code\":\"I10\"", "diagnosis[0].diagnosisCodeableConcept.coding[0].code")]
    [InlineData("Coverage/c1", "Coverage/c2", "insurance[0].coverage.reference")]
    [InlineData("Practitioner/dr-a", "Practitioner/dr-b", "careTeam[0].provider.reference")]
    [InlineData("\"diagnosisSequence\":[1]", "\"diagnosisSequence\":[1,2]", "item[0].diagnosisSequence[1]")]
    [InlineData("\"status\":\"active\"", "\"status\":\"entered-in-error\"", "status")]
    public void What_somebody_changed_differs_at_its_path(string from, string to, string path)
    {
        Shown.ShouldContain(from);
        var copy = Recognize(Shown.Replace(from, to, StringComparison.Ordinal)).ShouldNotBeNull();

        BodyDifferences.Between(Sent.Body, copy.Json).ShouldBe(path.Length == 0 ? [] : [path]);
    }

    [Theory]
    [InlineData("Patient/p1", "Patient/p2")]
    [InlineData("\"created\":\"2026-04-21\"", "\"created\":\"2026-03-21\"")]
    [InlineData("\"code\":\"99490\"", "\"code\":\"99213\"")]
    [InlineData("\"use\":\"claim\"", "\"supportingInfo\":[{\"valueString\":\"Follow-up\"}],\"use\":\"claim\"")]
    [InlineData("\"use\":\"claim\"", "\"supportingInfo\":[{\"valueString\":\"CCM SOMEONEELSESABCDR1\"}],\"use\":\"claim\"")]
    [InlineData("\"id\":\"77\",", "")]
    [InlineData("\"resourceType\":\"Claim\"", "\"resourceType\":\"Patient\"")]
    public void What_is_of_something_else_is_not_ours(string from, string to)
    {
        Shown.ShouldContain(from);
        Recognize(Shown.Replace(from, to, StringComparison.Ordinal)).ShouldBeNull();
    }

    [Theory]
    [InlineData("CCM 0123456789ABCDEFGR1", "0123456789ABCDEFGR1")]
    [InlineData("CCM 0123456789ABCDEFGR2", "0123456789ABCDEFGR2")]
    public void Our_revision_is_known_by_the_reason_for_the_visit_where_it_is_shown(string reason, string revision)
    {
        var shown = Shown.Replace("\"use\":\"claim\"", $"\"supportingInfo\":[{{\"valueString\":\"{reason}\"}}],\"use\":\"claim\"", StringComparison.Ordinal)
            .Replace("\"code\":\"99490\"", "\"code\":\"99213\"", StringComparison.Ordinal);

        Recognize(shown).ShouldNotBeNull().RevisionIdentifier.ShouldBe(revision);
        CanvasClaims.Instance.Recognize(Sent with { Body = default }, JsonElement.Parse(shown)).ShouldNotBeNull();
        CanvasClaims.Instance.Recognize(Sent with { Body = default }, JsonElement.Parse(Shown)).ShouldBeNull("without a body there is no key but the reason");
    }

    [Fact]
    public void What_lies_in_the_trash_is_cancelled() =>
        Recognize(Shown.Replace("NeedsCodingReview", "Trash", StringComparison.Ordinal)).ShouldNotBeNull().Cancelled.ShouldBeTrue();

    private static OutboundResource Outbound(string body) => new("Claim", "0123456789ABCDEFG", "0123456789ABCDEFGR1", "Patient/p1", Encoding.UTF8.GetBytes(body));

    private static EhrCopy? Recognize(string shown) => CanvasClaims.Instance.Recognize(Sent, JsonElement.Parse(shown));
}
