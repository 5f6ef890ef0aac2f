using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Tests.WritingBack.Vendors;

public sealed class OracleChargesTests
{
    private const string Body = """
        {"resourceType":"ChargeItem","status":"billable","code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},
         "subject":{"reference":"Patient/p1"},"occurrencePeriod":{"start":"2026-04-01","end":"2026-04-30"},
         "performer":[{"function":{"text":"x"},"actor":{"reference":"Practitioner/dr-a"}}],"quantity":{"value":1},"priceOverride":{"value":125.00,"currency":"USD"},
         "supportingInformation":[{"reference":"Encounter/e1"},{"reference":"Encounter/e2"},{"reference":"Consent/c1"}]}
        """;

    private const string Shown = """
        {"resourceType":"ChargeItem","id":"9","meta":{"versionId":"0"},"status":"billable",
         "extension":[{"url":"https://fhir-ehr.cerner.com/r4/StructureDefinition/unit-price","valueMoney":{"value":61.0,"currency":"USD"}}],
         "code":{"coding":[{"system":"https://fhir.cerner.com/s1/CodeSystem/BillCodes-CPT","code":"99490"}]},
         "subject":{"reference":"Patient/p1"},"context":{"reference":"Encounter/e2"},"occurrenceDateTime":"2026-04-30T00:00:00Z","quantity":{"value":1}}
        """;

    private const string OurRevision =
        "\"extension\":" + """[{"url":"https://fhir-ehr.cerner.com/r4/StructureDefinition/custom-attribute","extension":[{"url":"custom-attribute-name","valueString":"CCM claim revision"},{"url":"custom-attribute-value","valueString":"0123456789ABCDEFGR1-99490"}]}],"was":[{""";

    private static readonly BillCodes s_codes = new("https://fhir.cerner.com/s1", "CPT", "615214");
    private static readonly OutboundResource s_sent = Outbound(Body);

    [Fact]
    public void A_charge_event_names_the_Encounter_earned_last_and_the_same_charge_gives_the_same_bytes()
    {
        var request = new OracleCharges(s_codes with { Attribute = "77" }).RequestOf(s_sent, WriteVerb.PlainCreate);

        (request.Method, request.Path, request.Condition).ShouldBe((HttpMethod.Post, "ChargeItem/$create", null));
        Encoding.UTF8.GetString(request.Body.Span).ShouldBe(
            """{"resourceType":"Parameters","parameter":[{"name":"chargeItem","resource":{"resourceType":"ChargeItem","status":"unknown","subject":{"reference":"Patient/p1"},"context":{"reference":"Encounter/e2"},"occurrenceDateTime":"2026-04-30","quantity":{"value":1},"code":{"coding":[{"extension":[{"url":"https://fhir-ehr.cerner.com/r4/StructureDefinition/bill-code-schedule","valueCoding":{"system":"https://fhir.cerner.com/s1/codeSet/14002","code":"615214"}}],"system":"https://fhir.cerner.com/s1/CodeSystem/BillCodes-CPT","code":"99490"}]},"performer":[{"function":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0912","code":"OP"}]},"actor":{"reference":"Practitioner/dr-a"}}],"extension":[{"url":"https://fhir-ehr.cerner.com/r4/StructureDefinition/custom-attribute","extension":[{"url":"custom-attribute-name","id":"77","valueString":"CCM claim revision"},{"url":"custom-attribute-value","valueString":"0123456789ABCDEFGR1-99490"}]}]}},{"name":"transactionId","valueUuid":"urn:uuid:TRANSACTION"}]}"""
                .Replace("TRANSACTION", Ehr.WritingBack.NamedId.Of(s_sent.RevisionIdentifier), StringComparison.Ordinal));
        new OracleCharges(s_codes with { Attribute = "77" }).RequestOf(s_sent, WriteVerb.PlainCreate).Body.ToArray().ShouldBe(request.Body.ToArray());
        new OracleCharges(s_codes).Search(s_sent).ShouldBe("context=Encounter%2Fe2&-status=billable");
    }

    [Theory]
    [InlineData("\"billable\"", "\"not-billable\"", "evidence only")]
    [InlineData("Encounter/", "Procedure/", "needs the Encounter")]
    [InlineData("\"end\":\"2026-04-30\"", "\"end\":\"2026\"", "no day")]
    public void A_charge_that_the_form_cannot_hold_is_not_sent_as_another(string from, string to, string why)
    {
        Body.ShouldContain(from);
        Should.Throw<UnwritableBillException>(() => new OracleCharges(s_codes).RequestOf(Outbound(Body.Replace(from, to, StringComparison.Ordinal)), WriteVerb.PlainCreate))
            .Message.ShouldContain(why);
    }

    [Theory]
    [InlineData("CPT", null, "99490")]
    [InlineData("CPT", "1001", "1001")]
    [InlineData("CDM_SCHED", "1001", "1001")]
    [InlineData("CDM_SCHED", null, null)]
    [InlineData("PROCCODE", null, null)]
    public void A_code_is_its_own_bill_code_only_in_the_tiers_of_such_codes(string type, string? named, string? bill) =>
        new BillCodes("https://fhir.cerner.com/s1", type, "1")
        {
            Codes = named is null ? ImmutableSortedDictionary<string, string>.Empty : ImmutableSortedDictionary<string, string>.Empty.Add("99490", named),
        }.Of("99490").ShouldBe(bill);

    [Fact]
    public void What_is_shown_as_it_was_sent_differs_in_nothing_and_its_price_is_the_EHRs_own()
    {
        var copy = Recognize(Shown).ShouldNotBeNull();

        (copy.Reference, copy.Version, copy.RevisionIdentifier, copy.Cancelled).ShouldBe(("ChargeItem/9", "0", null, false));
        BodyDifferences.Between(s_sent.Body, copy.Json).ShouldBeEmpty();
        Recognize(Shown.Replace("\"extension\":[{", OurRevision, StringComparison.Ordinal)).ShouldNotBeNull().RevisionIdentifier.ShouldBe("0123456789ABCDEFGR1-99490");
    }

    [Theory]
    [InlineData("\"quantity\":{\"value\":1}", "\"quantity\":{\"value\":2}", "quantity.value")]
    [InlineData("\"quantity\":{\"value\":1}", "\"quantity\":{}", "quantity.value")]
    public void What_somebody_changed_differs_at_its_path(string from, string to, string path)
    {
        var copy = Recognize(Shown.Replace(from, to, StringComparison.Ordinal)).ShouldNotBeNull();

        BodyDifferences.Between(s_sent.Body, copy.Json).ShouldBe([path]);
    }

    [Theory]
    [InlineData("Patient/p1", "Patient/p2")]
    [InlineData("Encounter/e2", "Encounter/e9")]
    [InlineData("\"code\":\"99490\"", "\"code\":\"99439\"")]
    [InlineData("BillCodes-CPT", "BillCodes-PROCCODE")]
    [InlineData("2026-04-30T", "2026-04-29T")]
    [InlineData("\"id\":\"9\",", "")]
    public void What_is_of_something_else_is_not_ours(string from, string to)
    {
        Shown.ShouldContain(from);
        Recognize(Shown.Replace(from, to, StringComparison.Ordinal)).ShouldBeNull();
    }

    [Fact]
    public void A_charge_with_our_revision_and_another_code_came_beside_ours()
    {
        var beside = Shown.Replace("\"extension\":[{", OurRevision, StringComparison.Ordinal).Replace("\"code\":\"99490\"", "\"code\":\"99000\"", StringComparison.Ordinal);

        Recognize(beside).ShouldBeNull();
        new OracleCharges(s_codes).IsBeside(s_sent, JsonElement.Parse(beside)).ShouldBeTrue();
        new OracleCharges(s_codes).IsBeside(s_sent, JsonElement.Parse(Shown)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"status\":\"billable\"", "\"status\":\"entered-in-error\"")]
    [InlineData("\"extension\":[{", "\"extension\":[{\"url\":\"https://fhir-ehr.cerner.com/r4/StructureDefinition/offset-by\",\"valueReference\":{\"reference\":\"ChargeItem/10\"}},{")]
    public void What_was_credited_is_cancelled(string from, string to) =>
        Recognize(Shown.Replace(from, to, StringComparison.Ordinal)).ShouldNotBeNull().Cancelled.ShouldBeTrue();

    [Fact]
    public void A_credit_names_the_charge_as_it_stands_and_every_attempt_is_the_same()
    {
        var form = new OracleCharges(s_codes with { Attribute = "77" });
        var copy = form.Recognize(s_sent, JsonElement.Parse(Shown.Replace("\"extension\":[{", OurRevision, StringComparison.Ordinal))).ShouldNotBeNull();

        var request = form.TakeBackOf(s_sent, copy);

        (request.Method, request.Path, request.Condition, request.IsAnsweredWithoutReference).ShouldBe((HttpMethod.Post, "ChargeItem/9/$credit", null, true));
        Encoding.UTF8.GetString(request.Body.Span).ShouldBe(
            """{"resourceType":"Parameters","parameter":[{"name":"subject","valueReference":{"reference":"Patient/p1"}},{"name":"context","valueReference":{"reference":"Encounter/e2"}},{"name":"versionId","valueId":"0"},{"name":"transactionId","valueUuid":"urn:uuid:TRANSACTION"}]}"""
                .Replace("TRANSACTION", Ehr.WritingBack.NamedId.Of("credit|" + s_sent.RevisionIdentifier), StringComparison.Ordinal));
        form.TakeBackOf(s_sent, copy).Body.ToArray().ShouldBe(request.Body.ToArray());
        Should.Throw<UnwritableBillException>(() => form.TakeBackOf(s_sent, copy with { Version = null })).Message.ShouldContain("at a version");
    }

    [Fact]
    public void Only_where_our_revision_is_kept_is_a_charge_credited()
    {
        new OracleCharges(s_codes).TakingBack.ShouldBe(TakingBack.None);
        new OracleCharges(s_codes with { Attribute = "77" }).TakingBack.ShouldBe(TakingBack.ByOffset);
    }

    private static OutboundResource Outbound(string body) =>
        new("ChargeItem", "0123456789ABCDEFG-99490", "0123456789ABCDEFGR1-99490", "Patient/p1", Encoding.UTF8.GetBytes(body));

    private static EhrCopy? Recognize(string shown) => new OracleCharges(s_codes).Recognize(s_sent, JsonElement.Parse(shown));
}
