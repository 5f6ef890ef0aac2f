using System.Text;
using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.ContractTests.WritingBack;

public sealed class FindTests
{
    [Fact]
    public async Task A_claim_is_looked_for_by_identifier_past_every_cache()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("7", version: "3"))));

        var copy = (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).Single();

        (copy.Reference, copy.Version, copy.RevisionIdentifier, copy.Cancelled).ShouldBe(("Claim/7", "3", Bodies.Revision, false));
        Encoding.UTF8.GetString(copy.Json.Span).ShouldBe(Bodies.Copy("7", version: "3"));
        var request = ehr.Requests.Single();
        request.Query.ShouldBe("?identifier=https%3A%2F%2Fccmfhirbridge.dev%2Ffhir%2Fidentifier%2Fclaim%7C" + Bodies.Identifier);
        request.Header("Cache-Control").ShouldBe("no-cache");
    }

    [Fact]
    public async Task Copies_on_all_pages_are_found_and_those_of_others_are_not()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of("/Claim?page=2", Bodies.Copy("7"), Bodies.Copy("8", identifier: "SOMEONEELSES", revision: "SOMEONEELSESR1"))))
            .On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("9", Bodies.Identifier + "R2"), Pages.Encounter("e"))), query: ("page", "2"));

        var copies = await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default);

        copies.Select(copy => (copy.Reference, copy.RevisionIdentifier)).ShouldBe([("Claim/7", Bodies.Revision), ("Claim/9", Bodies.Identifier + "R2")]);
    }

    [Fact]
    public async Task With_update_as_create_the_id_is_read_too_since_a_search_index_may_lag()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null))).On("/Claim/" + Bodies.Id, StubEhr.Json(Bodies.Copy(Bodies.Id)));

        var copies = await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default);

        copies.Single().Reference.ShouldBe("Claim/" + Bodies.Id);
        ehr.Requests.ShouldAllBe(request => request.Header("Cache-Control") == "no-cache");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Nothing_found_anywhere_is_nothing(int status)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null))).On("/Claim/" + Bodies.Id, StubEhr.Status(status));

        (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_form_of_the_EHR_can_never_hold_is_refused_before_it_leaves_and_is_not_there()
    {
        await using var ehr = new StubEhr(settings => settings with { Profile = EmbeddedVendors.Of("oracle"), BillCodes = new BillCodes("https://fhir.cerner.com/s1", "CPT", "1") });
        // Its time was logged with the bridge: no Encounter stands behind it.
        var charge = new OutboundResource("ChargeItem", Bodies.Identifier, Bodies.Revision + "-99490", "Patient/p1", """
            {"resourceType":"ChargeItem","status":"billable","code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99490"}]},
             "subject":{"reference":"Patient/p1"},"occurrencePeriod":{"start":"2026-04-01","end":"2026-04-30"},"quantity":{"value":1},
             "supportingInformation":[{"identifier":{"value":"entry-1"}}]}
            """u8.ToArray())
        { Verb = WriteVerb.PlainCreate };

        var answer = await ehr.Connection.Writer.SendAsync(charge, new UnboundedLease(), default);

        (answer.Outcome, answer.Detail).ShouldBe((WriteBackOutcome.Rejected, "Oracle Health needs the Encounter of a charge, and nothing that this one counts is an Encounter"));
        (await ehr.Connection.Writer.FindAsync(charge, default)).ShouldBeEmpty();
        ehr.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_search_and_the_read_count_one_copy_once()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy(Bodies.Id)))).On("/Claim/" + Bodies.Id, StubEhr.Json(Bodies.Copy(Bodies.Id)));

        (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_copy_without_its_identifiers_is_still_found_by_our_id()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null)))
            .On("/Claim/" + Bodies.Id, StubEhr.Json($$"""{"resourceType":"Claim","id":"{{Bodies.Id}}","status":"active"}"""));

        (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).Single().RevisionIdentifier.ShouldBeNull();
    }

    [Fact]
    public async Task An_EHR_that_searches_by_patient_only_is_searched_by_patient()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.PlainCreateByPatient);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("7"), Bodies.Copy("8", identifier: "OTHER", revision: null))));

        (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).Single().Reference.ShouldBe("Claim/7");
        ehr.Requests.Single().Query.ShouldBe("?patient=Patient%2Fp1");
    }

    [Theory]
    [InlineData("active", false)]
    [InlineData("draft", false)]
    [InlineData("cancelled", true)]
    [InlineData("entered-in-error", true)]
    public async Task A_claim_is_cancelled_by_its_status(string status, bool cancelled)
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Bodies.Copy("7", status: status))));

        (await ehr.Connection.Writer.FindAsync(Bodies.Claim(), default)).Single().Cancelled.ShouldBe(cancelled);
    }

    [Theory]
    [InlineData("billable", "not-billable", true)]
    [InlineData("not-billable", "not-billable", false)]
    [InlineData("billable", "billable", false)]
    [InlineData("billable", "aborted", true)]
    public async Task A_charge_is_cancelled_when_it_became_not_billable(string sent, string found, bool cancelled)
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        var charge = Bodies.Charge(sent);
        ehr.On("/ChargeItem", StubEhr.Json(Pages.Of(null, $$"""
            {"resourceType":"ChargeItem","id":"7","status":"{{found}}",
             "identifier":[{"system":"https://ccmfhirbridge.dev/fhir/identifier/charge","value":"{{charge.Identifier}}"}]}
            """)));

        (await ehr.Connection.Writer.FindAsync(charge, default)).Single().Cancelled.ShouldBe(cancelled);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(403)]
    public async Task An_EHR_that_cannot_be_asked_is_no_EHR_without_the_claim(int status)
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Status(status));

        await Should.ThrowAsync<EhrException>(() => ehr.Connection.Writer.FindAsync(Bodies.Claim(), default));
    }

    [Fact]
    public async Task An_answer_that_may_lack_something_proves_no_absence()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.ConditionalCreate);
        ehr.On("/Claim", StubEhr.Json(Pages.Of(null, Pages.Outcome("warning", "incomplete"))));

        (await Should.ThrowAsync<EhrException>(() => ehr.Connection.Writer.FindAsync(Bodies.Claim(), default))).Message.ShouldContain("incomplete");
    }
}
