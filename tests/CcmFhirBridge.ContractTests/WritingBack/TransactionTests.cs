using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.ContractTests.WritingBack;

/// <summary>What leaves as a transaction, and what each answer to it means for each of its entries.</summary>
public sealed class TransactionTests
{
    private const string Done = """{"response":{"status":"201 Created","location":"Claim/77/_history/1"}}""";
    private const string ChargeDone = """{"response":{"status":"201","location":"ChargeItem/78/_history/1"}}""";

    [Fact]
    public async Task The_bundle_names_each_entry_and_the_condition_under_which_alone_it_happens()
    {
        await using var ehr = new StubEhr();
        ehr.On("", StubEhr.Json(Response(Done, ChargeDone)), "POST");

        await SendAsync(ehr, WriteVerb.ConditionalCreate);

        var request = ehr.Requests.Single();
        request.Header("Content-Type").ShouldBe("application/fhir+json");
        request.Body.ShouldBe(
            """{"resourceType":"Bundle","type":"transaction","entry":["""
            + """{"fullUrl":"urn:uuid:e6895b74-a2e1-8257-8333-8fb780f2421c","resource":{"resourceType":"Claim","status":"active","total":{"value":125.00}}"""
            + ""","request":{"method":"POST","url":"Claim","ifNoneExist":"identifier=https://ccmfhirbridge.dev/fhir/identifier/claim-revision|0123456789ABCDEFGR1"}},"""
            + """{"fullUrl":"urn:uuid:32f81939-40d8-8316-9f5d-ac0e3e73b5cf","resource":{"resourceType":"ChargeItem","status":"billable"}"""
            + ""","request":{"method":"POST","url":"ChargeItem","ifNoneExist":"identifier=https://ccmfhirbridge.dev/fhir/identifier/charge-revision|0123456789ABCDEFGR1-99490"}}]}""");
    }

    [Fact]
    public async Task Entries_under_ids_of_ours_are_PUT()
    {
        await using var ehr = new StubEhr();
        ehr.On("", StubEhr.Json(Response(Done, ChargeDone)), "POST");

        await SendAsync(ehr, WriteVerb.UpdateAsCreate);

        ehr.Requests.Single().Body!.ShouldContain(
            $$"""{"fullUrl":"{{ehr.BaseUrl}}/Claim/{{Bodies.Id}}","resource":{"resourceType":"Claim","id":"{{Bodies.Id}}",""", Case.Sensitive);
        ehr.Requests.Single().Body!.ShouldContain($$""","request":{"method":"PUT","url":"Claim/{{Bodies.Id}}","ifNoneMatch":"*"}""", Case.Sensitive);
    }

    public static TheoryData<int, string, WriteBackOutcome, WriteBackOutcome> Answers => new()
    {
        // status, body                                                                                      the Claim                   the ChargeItem
        { 200, Response(Done, ChargeDone), WriteBackOutcome.Created, WriteBackOutcome.Created },
        { 200, Response("""{"response":{"status":"200"},"resource":{"resourceType":"Claim","id":"77"}}""", ChargeDone), WriteBackOutcome.Exists, WriteBackOutcome.Created },
        { 200, Response(Done, Refused("422", "business-rule")), WriteBackOutcome.Created, WriteBackOutcome.Rejected },
        { 200, Response(Done, Refused("422", "")), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, Refused("412", "")), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, Refused("500", "exception")), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, Refused("403", "forbidden")), WriteBackOutcome.Created, WriteBackOutcome.NotSent },
        { 200, Response(Done, """{"response":{"status":"202 Accepted"}}"""), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, """{"response":{"status":"201"}}"""), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, """{"response":{"status":"ok"}}"""), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, """{"fullUrl":"urn:x"}"""), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, Done), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done, """{"response":{"status":"201","location":"http://evil.example/ChargeItem/78"}}"""), WriteBackOutcome.Created, WriteBackOutcome.Unknown },
        { 200, Response(Done), WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, Response(Done, ChargeDone, ChargeDone), WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, Response("null", "7"), WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, """{"resourceType":"OperationOutcome"}""", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, """{"resourceType":"Bundle","type":"transaction-response","entry":[""", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, "<html>signed out</html>", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 200, "", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 400, Pages.Outcome("error", "invalid"), WriteBackOutcome.Rejected, WriteBackOutcome.Rejected },
        { 422, Pages.Outcome("error", "business-rule"), WriteBackOutcome.Rejected, WriteBackOutcome.Rejected },
        { 422, Pages.Outcome("error", "not-supported"), WriteBackOutcome.NotSent, WriteBackOutcome.NotSent },
        { 404, "", WriteBackOutcome.NotSent, WriteBackOutcome.NotSent },
        { 405, "", WriteBackOutcome.NotSent, WriteBackOutcome.NotSent },
        { 501, "", WriteBackOutcome.NotSent, WriteBackOutcome.NotSent },
        { 401, "", WriteBackOutcome.NotSent, WriteBackOutcome.NotSent },
        { 412, "", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 408, "", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 409, Pages.Outcome("error", "conflict"), WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 500, Pages.Outcome("fatal", "exception"), WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
        { 503, "", WriteBackOutcome.Unknown, WriteBackOutcome.Unknown },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_means(int status, string body, WriteBackOutcome claim, WriteBackOutcome charge)
    {
        await using var ehr = new StubEhr();
        ehr.On("", StubEhr.Json(body, status), "POST");

        var answers = await SendAsync(ehr, WriteVerb.ConditionalCreate);

        answers.Select(answer => answer.Outcome).ShouldBe([claim, charge]);
        answers.ShouldAllBe(answer => !answer.Detail.Contains("Jane"));
        ehr.Requests.Count.ShouldBe(1, "a write is never repeated by itself");
    }

    [Fact]
    public async Task Under_an_id_of_ours_a_failed_condition_of_an_entry_means_that_it_is_there()
    {
        await using var ehr = new StubEhr();
        ehr.On("", StubEhr.Json(Response(Refused("412", ""), """{"response":{"status":"201","location":"ChargeItem/other/_history/1"}}""")), "POST");

        var answers = await SendAsync(ehr, WriteVerb.UpdateAsCreate);

        (answers[0].Outcome, answers[0].Reference).ShouldBe((WriteBackOutcome.Exists, "Claim/" + Bodies.Id));
        answers[1].Outcome.ShouldBe(WriteBackOutcome.Unknown, "it names another resource than was sent");
    }

    [Fact]
    public async Task A_transaction_of_one_is_how_the_verb_transaction_writes()
    {
        await using var ehr = new StubEhr(settings => settings with { WriteClaim = WriteBackMode.By(WriteVerb.Transaction) });
        ehr.On("", StubEhr.Json(Response(Done)), "POST");

        var answer = await ehr.Connection.SendAsync(Bodies.Claim());

        answer.ShouldBe(new WriteAnswer(WriteBackOutcome.Created, "Claim/77/_history/1", "HTTP 201"));
        (await ehr.Connection.Writer.CreatesTogetherAsync(default)).ShouldBeFalse("ChargeItems are written by another verb");
    }

    [Fact]
    public async Task A_conditional_update_is_a_PUT_to_a_search_and_not_sent_where_it_would_overwrite()
    {
        await using var ehr = new StubEhr(settings => settings with { WriteClaim = WriteBackMode.By(WriteVerb.ConditionalUpdate) });
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null))).On("/Claim/" + Bodies.Id, StubEhr.Status(404)).On("/Claim", StubEhr.Status(201, ("Location", "Claim/77")), "PUT");

        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.Created);
        ehr.Requests[^1].Query.ShouldBe("?identifier=https%3A%2F%2Fccmfhirbridge.dev%2Ffhir%2Fidentifier%2Fclaim-revision%7C" + Bodies.Revision);
        ehr.Requests[^1].Body.ShouldBe(Bodies.ClaimJson);

        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("5"))));
        (await ehr.Connection.SendAsync(Bodies.Claim())).Outcome.ShouldBe(WriteBackOutcome.Exists);
        ehr.Requests.Count(request => request.Method == "PUT").ShouldBe(1);
    }

    private static string Response(params string[] entries) =>
        $$"""{"resourceType":"Bundle","type":"transaction-response","entry":[{{string.Join(',', entries)}}]}""";

    private static string Refused(string status, string code) => code.Length == 0
        ? $$$"""{"response":{"status":"{{{status}}}"}}"""
        : $$$"""{"response":{"status":"{{{status}}}","outcome":{{{Pages.Outcome("error", code)}}}}}""";

    private static Task<IReadOnlyList<WriteAnswer>> SendAsync(StubEhr ehr, WriteVerb verb) => ehr.Connection.Writer.SendTogetherAsync(
        [Bodies.Claim() with { Verb = verb }, Bodies.Charge() with { Verb = verb }], UnboundedLease.Instance, default);
}
