using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.ContractTests.WritingBack;

public sealed class SendTests
{
    private const string Put = "/Claim/" + Bodies.Id;

    [Fact]
    public async Task An_EHR_with_update_as_create_gets_a_PUT_to_an_id_of_ours()
    {
        await using var ehr = new StubEhr();
        ehr.On(Put, StubEhr.Status(201, ("Location", ehr.BaseUrl + Put + "/_history/1")), "PUT");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.ShouldBe(new WriteAnswer(WriteBackOutcome.Created, $"Claim/{Bodies.Id}/_history/1", "HTTP 201"));
        var request = ehr.Requests.Single();
        request.Header("If-None-Match").ShouldBe("*");
        request.Header("Content-Type").ShouldBe("application/fhir+json");
        request.Header("Authorization").ShouldBe("Bearer secret-token");
        request.Body.ShouldBe("""{"resourceType":"Claim","id":"0123456789abcdefgr1","status":"active","total":{"value":125.00}}""");
    }

    [Fact]
    public async Task An_EHR_with_conditional_create_gets_a_POST_with_the_revision_identifier()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Status(201, ("Location", "Claim/77")), "POST");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.Outcome.ShouldBe(WriteBackOutcome.Created);
        answer.Reference.ShouldBe("Claim/77");
        var request = ehr.Requests.Single();
        request.Header("If-None-Exist").ShouldBe("identifier=https://ccmfhirbridge.dev/fhir/identifier/claim-revision|" + Bodies.Revision);
        request.Body.ShouldBe(Bodies.ClaimJson);
    }

    [Fact]
    public async Task An_EHR_without_either_is_searched_before_a_plain_POST()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.PlainCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null))).On("/Claim", StubEhr.Status(201, ("Location", ehr.BaseUrl + "/Claim/77")), "POST");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.Outcome.ShouldBe(WriteBackOutcome.Created);
        ehr.Requests.Select(request => request.Method).ShouldBe(["GET", "POST"]);
        ehr.Requests[0].Header("Cache-Control").ShouldBe("no-cache");
        ehr.Requests[1].Header("If-None-Exist").ShouldBeNull();
    }

    [Theory]
    [InlineData(Bodies.Revision, WriteBackOutcome.Exists)]
    [InlineData(null, WriteBackOutcome.Unknown)]
    public async Task A_plain_POST_is_not_sent_when_the_search_finds_the_claim(string? revision, WriteBackOutcome outcome)
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.PlainCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("5", revision))));

        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(outcome);
        ehr.Requests.ShouldAllBe(request => request.Method == "GET");
    }

    [Fact]
    public async Task An_older_revision_does_not_stop_the_next_one()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.PlainCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("5", Bodies.Identifier + "R0", "cancelled"))))
            .On("/Claim", StubEhr.Status(201, ("Location", ehr.BaseUrl + "/Claim/77")), "POST");

        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.Created);
    }

    [Fact]
    public async Task A_plain_POST_is_not_sent_when_the_EHR_cannot_be_asked_first()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.PlainCreate);
        ehr.On("/Claim", StubEhr.Status(403));

        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.NotSent);
        ehr.Requests.ShouldAllBe(request => request.Method == "GET");
    }

    // What each answer to a PUT means for money.
    [Theory]
    [InlineData(400, "invalid", WriteBackOutcome.Rejected)]
    [InlineData(400, "", WriteBackOutcome.Unknown)]
    [InlineData(404, "invalid", WriteBackOutcome.Rejected)]
    [InlineData(404, "", WriteBackOutcome.Unknown)]
    [InlineData(405, "invalid", WriteBackOutcome.Rejected)]
    [InlineData(405, "", WriteBackOutcome.Unknown)]
    [InlineData(409, "", WriteBackOutcome.Unknown)]
    [InlineData(409, "conflict", WriteBackOutcome.Unknown)]
    [InlineData(422, "lock-error", WriteBackOutcome.Unknown)]
    [InlineData(410, "invalid", WriteBackOutcome.Rejected)]
    [InlineData(410, "", WriteBackOutcome.Unknown)]
    [InlineData(422, "invalid", WriteBackOutcome.Rejected)]
    [InlineData(422, "", WriteBackOutcome.Unknown)]
    [InlineData(401, "", WriteBackOutcome.NotSent)]
    [InlineData(403, "", WriteBackOutcome.NotSent)]
    [InlineData(412, "", WriteBackOutcome.Exists)]
    [InlineData(429, "", WriteBackOutcome.Unknown)]
    [InlineData(429, "throttled", WriteBackOutcome.NotSent)]
    [InlineData(408, "", WriteBackOutcome.Unknown)]
    [InlineData(302, "", WriteBackOutcome.Unknown)]
    [InlineData(500, "", WriteBackOutcome.Unknown)]
    [InlineData(502, "", WriteBackOutcome.Unknown)]
    [InlineData(503, "throttled", WriteBackOutcome.Unknown)]
    [InlineData(504, "", WriteBackOutcome.Unknown)]
    [InlineData(200, "", WriteBackOutcome.Unknown)]
    [InlineData(201, "", WriteBackOutcome.Unknown)]
    [InlineData(202, "", WriteBackOutcome.Unknown)]
    [InlineData(204, "", WriteBackOutcome.Unknown)]
    public async Task An_answer_means(int status, string issueCode, WriteBackOutcome outcome)
    {
        await using var ehr = new StubEhr();
        ehr.On(Put, issueCode.Length > 0 ? StubEhr.Json(Pages.Outcome("error", issueCode), status) : StubEhr.Status(status), "PUT");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.Outcome.ShouldBe(outcome);
        answer.Detail.ShouldStartWith($"HTTP {status}");
        answer.Detail.ShouldNotContain("Jane");
        ehr.Requests.Count.ShouldBe(1, "a write is never repeated by itself");
        ehr.Time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_strongest_verb_that_the_EHR_offers_is_chosen()
    {
        await using var update = new StubEhr();
        await using var conditional = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        await using var plain = new StubEhr(metadata: CapabilityJson.PlainCreate);

        (await update.Connection.Writer.VerbAsync("Claim", default)).ShouldBe(WriteVerb.UpdateAsCreate);
        (await conditional.Connection.Writer.VerbAsync("Claim", default)).ShouldBe(WriteVerb.ConditionalCreate);
        (await plain.Connection.Writer.VerbAsync("Claim", default)).ShouldBe(WriteVerb.PlainCreate);
    }

    [Fact]
    public async Task Several_matches_of_a_conditional_create_are_left_to_reconciling()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Status(412), "POST");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.Outcome.ShouldBe(WriteBackOutcome.Unknown);
        answer.Detail.ShouldContain("several");
    }

    [Theory]
    [InlineData(201, "Claim/77", "", WriteBackOutcome.Created, "Claim/77")]
    [InlineData(201, "/Claim/77/_history/3", "", WriteBackOutcome.Created, "Claim/77/_history/3")]
    [InlineData(201, "/fhir/r4/Claim/77", "", WriteBackOutcome.Created, "Claim/77")]
    [InlineData(201, "", """{"resourceType":"Claim","id":"77"}""", WriteBackOutcome.Created, "Claim/77")]
    [InlineData(201, "Claim/77", """{"resourceType":"OperationOutcome"}""", WriteBackOutcome.Created, "Claim/77")]
    [InlineData(200, "Claim/77", "", WriteBackOutcome.Exists, "Claim/77")]
    [InlineData(200, "", """{"resourceType":"Claim","id":"77"}""", WriteBackOutcome.Exists, "Claim/77")]
    [InlineData(201, "http://evil.example/fhir/r4/Claim/77", "", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "//evil.example/fhir/r4/Claim/77", "", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "Patient/77", "", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "Claim", "", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "Claim/77", """{"resourceType":"Claim","id":"78"}""", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "Claim/77", """{"resourceType":"Cla""", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "Claim/77", "<html>signed out</html>", WriteBackOutcome.Unknown, null)]
    [InlineData(201, "", """{"resourceType":"Claim"}""", WriteBackOutcome.Unknown, null)]
    [InlineData(200, "", """{"resourceType":"Bundle","id":"1"}""", WriteBackOutcome.Unknown, null)]
    public async Task A_success_counts_only_with_a_resource_of_that_EHR(int status, string location, string body, WriteBackOutcome outcome, string? reference)
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        var response = StubEhr.Json(body, status);
        ehr.On("/Claim", location.Length > 0 ? response.WithHeader("Location", location) : response, "POST");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        (answer.Outcome, answer.Reference).ShouldBe((outcome, reference));
        ehr.Requests.Count.ShouldBe(1, "a Location is never followed");
    }

    [Fact]
    public async Task A_PUT_answered_with_another_resource_is_not_believed()
    {
        await using var ehr = new StubEhr();
        ehr.On(Put, StubEhr.Status(201, ("Location", ehr.BaseUrl + "/Claim/somebody-elses")), "PUT");

        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.Unknown);
    }

    [Theory]
    [InlineData(200, WriteBackOutcome.Exists)]
    [InlineData(201, WriteBackOutcome.Created)]
    public async Task A_PUT_is_believed_by_the_id_in_the_body(int status, WriteBackOutcome outcome)
    {
        await using var ehr = new StubEhr();
        ehr.On(Put, StubEhr.Json(Bodies.Copy(Bodies.Id), status), "PUT");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        (answer.Outcome, answer.Reference).ShouldBe((outcome, "Claim/" + Bodies.Id));
    }

    [Fact]
    public async Task A_charge_goes_out_under_its_own_identifier()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/ChargeItem", StubEhr.Status(201, ("Location", "ChargeItem/9")), "POST");

        (await ehr.Connection.SendAsync(Bodies.Charge())).Reference.ShouldBe("ChargeItem/9");
        ehr.Requests.Single().Header("If-None-Exist")
            .ShouldBe($"identifier=https://ccmfhirbridge.dev/fhir/identifier/charge-revision|{Bodies.Revision}-99490");
    }

    [Fact]
    public async Task A_type_is_written_when_the_tenant_and_the_EHR_take_it()
    {
        await using var ehr = new StubEhr(settings => settings with { WriteClaim = WriteBackMode.Off });
        await using var readOnly = new StubEhr(metadata: CapabilityJson.ReadOnly);

        (await ehr.Connection.Writer.VerbAsync("Claim", default)).ShouldBeNull();
        (await ehr.Connection.Writer.VerbAsync("ChargeItem", default)).ShouldBe(WriteVerb.UpdateAsCreate);
        (await ehr.Connection.Writer.VerbAsync("Patient", default)).ShouldBeNull();
        (await readOnly.Connection.Writer.VerbAsync("Claim", default)).ShouldBeNull();
        (await readOnly.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.NotSent);
    }

    [Theory]
    [InlineData("""{"resourceType":"Claim","id":"x"}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Claim" """)]
    public async Task A_body_that_is_not_ours_never_leaves(string body)
    {
        await using var ehr = new StubEhr();

        await Should.ThrowAsync<ArgumentException>(() => ehr.Connection.SendAsync(Bodies.Claim(body)));
        ehr.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../Patient/1")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task An_id_that_would_change_the_address_never_leaves(string revision)
    {
        await using var ehr = new StubEhr();

        (await ehr.Connection.SendAsync(Bodies.Claim() with { RevisionIdentifier = revision })).Outcome.ShouldBe(WriteBackOutcome.NotSent);
        ehr.Requests.ShouldBeEmpty();
    }
}
