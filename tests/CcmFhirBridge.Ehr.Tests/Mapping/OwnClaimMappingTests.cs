using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Ehr.Tests.Mapping;

/// <summary>What is read of our own claims: when care management was billed, and under whom.</summary>
public sealed class OwnClaimMappingTests
{
    private const string Ours = "https://ccmfhirbridge.dev/fhir/identifier/claim";
    private const string Shared = "ABCDEFGHJKMNPQRST";
    private const string Marks = $$"""[{"system":"{{Ours}}-revision","value":"{{Shared}}R1"},{"system":"{{Ours}}","value":"{{Shared}}"}]""";
    private const string DrA = """{"sequence":1,"provider":{"reference":"Practitioner/dr-a"}}""";

    private static PatientRecord Record(
        string status = "active", string code = "99490", string serviced = "\"servicedDate\":\"2026-03-12\"", string team = DrA, string more = "", string identifier = Marks) => Practice.Record($$$$"""
            {"resourceType":"Claim","id":"c1","meta":{"versionId":"3"},"identifier":{{{{identifier}}}},"status":"{{{{status}}}}","use":"claim","patient":{"reference":"Patient/p1"},
             "billablePeriod":{"start":"2026-03-01","end":"2026-03-31"},{{{{more}}}}
             "provider":{"identifier":{"system":"urn:oid:2.16.840.1.113883.4.4","value":"123456789"}},"careTeam":[{{{{team}}}}],
             "item":[{"sequence":1,"careTeamSequence":[1],"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"{{{{code}}}}"}]},{{{{serviced}}}}}]}
            """);

    private static string Information(string code) =>
        $$$$"""
        "supportingInfo":[{"sequence":1,"category":{"coding":[{"code":"ccm-seconds"}]},"code":{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/x","code":"8"}]}},
          {"sequence":2,"category":{"coding":[{"code":"claim-frequency"}]},"code":{"coding":[{"system":"https://www.nubc.org/CodeSystem/TypeOfBill","code":"{{{{code}}}}"}]}}],
        """;

    [Fact]
    public void A_claim_of_ours_says_its_first_day_and_who_bills()
    {
        var record = Record();
        var claim = record.OwnClaims.ShouldHaveSingleItem();
        (claim.Source, claim.Identifier, claim.Start).ShouldBe((new SourceReference("Claim", "c1", "3"), Shared, Moment.On(new DateOnly(2026, 3, 12))));
        (claim.Practitioner!.Reference, claim.Practitioner.Npi, claim.Practitioner.Role).ShouldBe(("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner));
        record.OtherServices.ShouldBeEmpty();
        record.Gaps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("active", 1)]
    [InlineData("draft", 1)]                // another output files it
    [InlineData("cancelled", 0)]
    [InlineData("entered-in-error", 0)]
    [InlineData("", 0)]
    public void It_counts_while_it_stands(string status, int claims) => Record(status).OwnClaims.Length.ShouldBe(claims);

    [Theory]
    [InlineData("1", 1)]
    [InlineData("7", 1)]                    // a replacement
    [InlineData("8", 0)]                    // a void
    public void A_void_is_no_bill(string frequency, int bills)
    {
        Record(more: Information(frequency)).OwnClaims.Length.ShouldBe(bills);
        Record(code: "G0506", more: Information(frequency)).OtherServices.Length.ShouldBe(bills);
    }

    [Theory]
    [InlineData("\"servicedDate\":\"2026-03-20\"", "2026-03-20")]
    [InlineData("\"servicedPeriod\":{\"start\":\"2026-03-20\",\"end\":\"2026-03-25\"}", "2026-03-20")]
    [InlineData("\"servicedPeriod\":{\"end\":\"2026-03-25\"}", "2026-03-25")]
    [InlineData("\"servicedDate\":\"2026-04-01T02:00:00Z\"", "2026-03-31")]             // the practice's day
    [InlineData("\"sequence\":1", "2026-03-01")]                                        // no day of its own: the period that is billed
    public void Its_first_day_is_that_of_its_items(string serviced, string day) =>
        Record(serviced: serviced).OwnClaims.ShouldHaveSingleItem().Start.ShouldBe(Moment.On(DateOnly.ParseExact(day, "yyyy-MM-dd")));

    [Fact]
    public void Of_several_items_the_first_day_counts()
    {
        const string Earlier = """
            "servicedDate":"2026-03-20"},{"sequence":2,"productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99439"}]},"servicedDate":"2026-03-05"
            """;
        Record(serviced: Earlier).OwnClaims.ShouldHaveSingleItem().Start.ShouldBe(Moment.On(new DateOnly(2026, 3, 5)));
    }

    [Theory]
    [InlineData(DrA, "Practitioner/dr-a", 0)]
    [InlineData("""{"sequence":1,"provider":{"identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}}}""", "Practitioner/dr-a", 0)]
    [InlineData("""{"sequence":1,"provider":{"reference":"Practitioner/gone"}}""", "Practitioner/gone", 0)]
    [InlineData("""{"sequence":2,"provider":{"reference":"Practitioner/rn-s"}},{"sequence":1,"provider":{"reference":"Practitioner/dr-a"}}""", "Practitioner/rn-s", 0)]
    [InlineData("", null, 0)]
    [InlineData("""{"sequence":1,"provider":{"reference":"https://elsewhere.example/Practitioner/x"}}""", null, 1)]
    public void Who_bills_is_the_first_of_the_care_team(string team, string? bills, int gaps)
    {
        var record = Record(team: team);
        record.OwnClaims.ShouldHaveSingleItem().Practitioner?.Reference.ShouldBe(bills);
        record.Gaps.Length.ShouldBe(gaps);
    }

    [Theory]
    [InlineData($$"""[{"system":"{{Ours}}","value":"{{Shared}}"}]""", Shared)]
    [InlineData($$"""[{"system":"{{Ours}}-revision","value":"{{Shared}}R12"},{"system":"http://theirs","value":"1"}]""", Shared + "R12")]
    [InlineData("""[{"system":"http://theirs","value":"1"}]""", null)]
    public void It_is_ours_by_its_identifier(string identifier, string? shared) =>
        Record(identifier: identifier).OwnClaims.Select(claim => claim.Identifier).ShouldBe(shared is null ? [] : [shared]);
}
