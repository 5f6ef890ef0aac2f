using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Tests.WritingBack;

public sealed class ClaimBodiesTests
{
    private static readonly ClaimBodies Bodies = new();
    private static readonly ClaimOrder Order = new(Plan(), ClaimIdentifiers.Claim("lakeside", "p1", new ServiceMonth(2026, 4)), 1, new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero));
    private static readonly ReadOnlyMemory<byte> Sent = Bodies.Compose(Tenant(), Order)[0].Body;

    [Fact]
    public void The_claim_comes_first_and_then_a_charge_a_line_all_conforming()
    {
        var bodies = Bodies.Compose(Tenant(), Order);

        bodies.Select(body => body.Code).ShouldBe([null, "99490", "99439"]);
        bodies.Select(body => JsonNode.Parse(body.Body.Span)!["resourceType"]!.GetValue<string>()).ShouldBe(["Claim", "ChargeItem", "ChargeItem"]);
        bodies.ShouldAllBe(body => body.Problems.Count == 0);
    }

    [Fact]
    public void A_replacement_is_read_as_one_and_only_as_what_the_same_order_says()
    {
        var replaces = new Replacement(ClaimIdentifiers.ClaimRevision(Order.Identifier, 1), "2026-0442-17", IsVoid: false);
        var claim = Bodies.Compose(Tenant(), Order with { Revision = 2, Replaces = replaces })[0];

        claim.Problems.ShouldBeEmpty();
        var sent = Bodies.Read(claim.Body);
        (sent with { Lines = [] }).ShouldBe(new SentClaim(Plan().Coverage?.Key, replaces, Plan().Patient));
        sent.Lines.ShouldBe(Plan().Lines.Select(line => new SentLine(line.Code, line.Units, line.Charge!.Value)));
        Bodies.Read(Sent).Replaces.ShouldBeNull();
        Bodies.Changes(claim.Body, Bodies.Compose(Tenant(), Order with { Revision = 2, Replaces = replaces, Created = Order.Created.AddDays(1) })[0].Body).ShouldBeEmpty();
        Bodies.Changes(claim.Body, Bodies.Compose(Tenant(), Order with { Revision = 2 })[0].Body).ShouldContain("related");
    }

    [Theory]
    [InlineData("{\"resourceType\":\"Claim\"}")]
    [InlineData("{\"resourceType\":\"Claim\",\"related\":[{\"claim\":{\"reference\":\"Claim/1\"}}]}")]
    [InlineData("{\"resourceType\":\"Claim\",\"item\":[{\"quantity\":{\"value\":1}}]}")]
    [InlineData("{\"resourceType\":\"ChargeItem\"}")]
    [InlineData("{\"resourceType\":")]
    [InlineData("")]
    public void What_is_not_in_our_form_says_nothing(string body) => Bodies.Read(Encoding.UTF8.GetBytes(body)).ShouldBe(new SentClaim(null, null));

    [Fact]
    public void A_void_says_the_same_bill_under_a_revision_of_its_own()
    {
        var voids = new Replacement(ClaimIdentifiers.ClaimRevision(Order.Identifier, 1), null, IsVoid: true);
        var body = Bodies.Void(Tenant(), Sent, ClaimIdentifiers.ClaimRevision(Order.Identifier, 2), Order.Created.AddDays(9), voids);

        body.Problems.ShouldBeEmpty();
        Bodies.Read(body.Body).Replaces.ShouldBe(voids);
        Bodies.Changes(Sent, body.Body).Select(path => path.Split('[')[0]).Order().ShouldBe(["identifier", "related", "supportingInfo"]);
    }

    [Theory]
    [InlineData(0, "cancelled")]
    [InlineData(1, "entered-in-error")]
    public void What_is_taken_back_says_the_same_but_for_its_status(int at, string status)
    {
        var sent = Bodies.Compose(Tenant(), Order)[at];
        var back = Bodies.TakenBack(sent.Code, sent.Body);

        back.Problems.ShouldBeEmpty();
        JsonNode.Parse(back.Body.Span)!["status"]!.GetValue<string>().ShouldBe(status);
        Bodies.Changes(sent.Body, back.Body).ShouldBe(["status"]);
    }

    [Fact]
    public void The_same_order_gives_the_same_bytes()
    {
        var first = Bodies.Compose(Tenant(), Order);
        var second = Bodies.Compose(Tenant(), Order);

        first.Select(body => body.Body.ToArray()).ShouldBe(second.Select(body => body.Body.ToArray()));
    }

    [Fact]
    public void A_plan_that_cannot_become_a_claim_tells_its_problems_by_path()
    {
        var bodies = Bodies.Compose(Tenant(), Order with { Plan = Plan() with { PlaceOfService = "XX", Diagnoses = [] } });

        bodies[0].Problems.ShouldContain("Claim.diagnosis: is missing");
        bodies[0].Problems.ShouldContain("Claim.item[0].location: must be a code of the bound value set");
        bodies[1].Problems.ShouldContain("ChargeItem.reason: is missing");
    }

    // change to the EHR's copy | what is reported
    [Theory]
    [InlineData("nothing", "")]
    [InlineData("server-managed", "")]
    [InlineData("offset", "")]
    [InlineData("decimals", "")]
    [InlineData("absolute", "")]
    [InlineData("more-identifiers", "")]
    [InlineData("displays", "")]
    [InlineData("amount", "item[0].net.value")]
    [InlineData("status", "status")]
    [InlineData("care-team", "careTeam")]
    [InlineData("item", "item[1]")]
    [InlineData("added-item", "item[2]")]
    [InlineData("other-patient", "patient.reference")]
    [InlineData("identifier", "identifier[1]")]
    [InlineData("profile", "meta.profile[0]")]
    [InlineData("added", "facility")]
    [InlineData("date", "item[0].servicedDate")]
    [InlineData("type", "use")]
    public void Only_what_matters_differs(string change, string expected)
    {
        var copy = JsonNode.Parse(Sent.Span)!.AsObject();
        Change(copy, change);

        Bodies.Differences(Sent, Encoding.UTF8.GetBytes(copy.ToJsonString())).ShouldBe(expected.Length == 0 ? [] : [expected]);
    }

    [Fact]
    public void A_difference_never_tells_a_value()
    {
        var copy = JsonNode.Parse(Sent.Span)!.AsObject();
        copy["patient"]!["reference"] = "Patient/marigold";
        copy["note"] = "Marigold";

        Bodies.Differences(Sent, Encoding.UTF8.GetBytes(copy.ToJsonString())).ShouldBe(["patient.reference", "note"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public void An_unreadable_copy_differs_as_a_whole(string found) => Bodies.Differences(Sent, Encoding.UTF8.GetBytes(found)).ShouldBe(["$"]);

    private static void Change(JsonObject copy, string change)
    {
        switch (change)
        {
            case "nothing":
                break;
            case "server-managed":
                copy["id"] = "77";
                copy["text"] = JsonNode.Parse("""{"status":"generated","div":"<div/>"}""");
                foreach (var (name, value) in JsonNode.Parse("""{"versionId":"1","lastUpdated":"2026-05-05T12:00:01Z","source":"#x","tag":[{"code":"y"}]}""")!.AsObject())
                    copy["meta"]![name] = value!.DeepClone();
                break;
            case "offset":
                copy["created"] = "2026-05-05T12:00:00Z";
                break;
            case "decimals":
                copy["total"]!["value"] = JsonNode.Parse("257.6");
                break;
            case "absolute":
                copy["patient"]!["reference"] = "https://ehr.example/fhir/Patient/p1";
                break;
            case "more-identifiers":
                copy["identifier"]!.AsArray().Insert(0, JsonNode.Parse("""{"system":"urn:ehr","value":"9"}"""));
                break;
            case "displays":
                copy["item"]![0]!["productOrService"]!["coding"]![0]!["display"] = "label";
                break;
            case "amount":
                copy["item"]![0]!["net"]!["value"] = 125.01m;
                break;
            case "status":
                copy["status"] = "cancelled";
                break;
            case "care-team":
                copy.Remove("careTeam");
                break;
            case "item":
                copy["item"]!.AsArray().RemoveAt(1);
                break;
            case "added-item":
                copy["item"]!.AsArray().Add(copy["item"]![0]!.DeepClone());
                break;
            case "other-patient":
                copy["patient"]!["reference"] = "https://ehr.example/fhir/Patient/xp1";
                break;
            case "identifier":
                copy["identifier"]!.AsArray().RemoveAt(1);
                break;
            case "profile":
                copy["meta"]!["profile"]![0] = "http://other.example";
                break;
            case "added":
                copy["facility"] = JsonNode.Parse("""{"reference":"Location/1"}""");
                break;
            case "date":
                copy["item"]![0]!["servicedDate"] = "2026-04-22";
                break;
            case "type":
                copy["use"] = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, "unknown change");
        }
    }

    private static Tenant Tenant() => new()
    {
        Slug = "lakeside",
        Name = "Lakeside",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:1",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir") },
        Billing = new BillingSettings { Organization = new BillingOrganization("Lakeside", "1982746509", "123456789", null, null) },
        Policy = new TenantPolicy(),
    };

    private static BillingPlan Plan() => new()
    {
        Patient = "Patient/p1",
        Month = new ServiceMonth(2026, 4),
        Outcome = Outcome.Bill,
        Lines = [new ServiceLine("99490", 1, new DateOnly(2026, 4, 21), 125m, 125m, 66.13m), new ServiceLine("99439", 2, new DateOnly(2026, 4, 21), 66.30m, 132.60m, 100m)],
        BillingPractitioner = new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner),
        PlaceOfService = "11",
        Diagnoses = [new Diagnosis("E11.9", "diabetes", new SourceReference("Condition", "c1")), new Diagnosis("I10", "hypertension", new SourceReference("Condition", "c2"))],
        Coverage = new SourceReference("Coverage", "cov1"),
        CountedSeconds = 3600,
        TimeEntries = [new SourceReference("Encounter", "t1")],
        Consent = new SourceReference("Consent", "k1"),
        CarePlan = new SourceReference("CarePlan", "cp1"),
        RulePack = "us-medicare-ccm@1",
        TenantRevision = "sha256:1",
    };
}
