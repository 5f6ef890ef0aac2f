using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.ContractTests.Reading;

public sealed class SearchTests
{
    private static readonly DateTimeOffset Since = new(2026, 4, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2025, 4, 1);

    [Theory]
    [InlineData("Encounter", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z&date=ge2025-03-31")]
    [InlineData("Procedure", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z&date=ge2025-03-31")]
    [InlineData("Claim", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z&created=ge2025-03-31")]
    [InlineData("ChargeItem", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z&occurrence=ge2025-03-31")]
    [InlineData("Patient", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z")]
    [InlineData("PractitionerRole", "?_count=200&_lastUpdated=ge2026-04-01T10%3A00%3A00.000Z&_include=PractitionerRole:practitioner")]
    public async Task Each_type_is_asked_with_the_filters_that_the_EHR_offers(string type, string query)
    {
        await using var ehr = new StubEhr();
        ehr.On("/" + type, StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync(new ResourceQuery(type, Since, Day));

        ehr.Requests.Single().Query.ShouldBe(query);
    }

    [Fact]
    public async Task Filters_that_the_EHR_does_not_offer_are_not_asked_for()
    {
        await using var ehr = new StubEhr(metadata: CapabilityJson.WithoutSearchParameters);
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync(new ResourceQuery("Encounter", null, Day));

        ehr.Requests.Single().Query.ShouldBe("?_count=200");
        (await ehr.Connection.Reader.PlanAsync("Encounter", default)).Forms.ShouldBe([ReadForm.Full, ReadForm.PatientFull]);
    }

    [Fact]
    public async Task Oracle_gets_ranges_with_an_end()
    {
        await using var ehr = new StubEhr(settings => settings with { Profile = EmbeddedVendors.Of("oracle") });
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync(new ResourceQuery("Encounter", null, Day));

        ehr.Requests.Single().Query.ShouldBe("?_count=100&date=ge2025-03-31&date=lt2027-05-05");
    }

    [Theory]
    [InlineData(null, "last-updated")]
    [InlineData("last-updated", "last-updated")]
    [InlineData("full", "full")]
    public async Task Types_are_read_as_the_tenant_says(string? word, string expected)
    {
        await using var ehr = new StubEhr(settings => settings with { ReadForm = ReadForm.Find(word) });

        (await ehr.Connection.Reader.PlanAsync("Encounter", default)).Forms[0].Word.ShouldBe(expected);
        (await ehr.Connection.Reader.PlanAsync("Coverage", default)).Forms.ShouldBeEmpty();
        ehr.MetadataRequests.ShouldBe(1);
    }

    [Fact]
    public async Task A_filter_that_the_server_dropped_shows_in_its_self_link()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Bundle("searchset", next: null, self: ehr.BaseUrl + "/Encounter?_count=200", Pages.Encounter("a"))));

        var read = await ehr.ReadAsync(new ResourceQuery("Encounter", Since, null));

        read.Gaps.ShouldBe(["gap.filter-ignored"]);
        read.PossiblyIncomplete.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/Encounter?_count=200&_lastUpdated=ge2026-04-01T10:00:00.000Z")]
    [InlineData("?_getpages=abc")]
    [InlineData("/Encounter?ct=opaque")]
    public async Task A_self_link_that_repeats_the_filter_or_says_nothing_is_no_finding(string self)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Bundle("searchset", next: null, self: ehr.BaseUrl + self, Pages.Encounter("a"))));

        (await ehr.ReadAsync(new ResourceQuery("Encounter", Since, null))).Gaps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("error", "processing", "x", true)]
    [InlineData("fatal", "exception", "x", true)]
    [InlineData("warning", "incomplete", "x", true)]
    [InlineData("warning", "suppressed", "4119", true)]
    [InlineData("information", "informational", "59133", true)]
    [InlineData("information", "informational", "4127", true)]
    [InlineData("warning", "not-found", "4101", false)]
    [InlineData("information", "informational", "59109", false)]
    public async Task What_the_server_says_beside_its_results_is_heard_and_is_no_resource(string severity, string code, string details, bool incomplete)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a"), Pages.Outcome(severity, code, details))));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.ShouldBe([Pages.Encounter("a")]);
        read.PossiblyIncomplete.ShouldBe(incomplete);
        read.Gaps.ShouldBe(incomplete ? ["gap.server-says-incomplete"] : []);
    }

    [Fact]
    public async Task A_collection_is_read_with_a_note()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Bundle("collection", next: null, self: null, Pages.Encounter("a"))));

        var read = await ehr.ReadAsync("Encounter");

        read.Resources.Count.ShouldBe(1);
        read.Gaps.ShouldBe(["gap.bundle-type"]);
        read.PossiblyIncomplete.ShouldBeFalse();
    }

    [Fact]
    public async Task Included_resources_are_given_too()
    {
        await using var ehr = new StubEhr();
        ehr.On("/PractitionerRole", StubEhr.Json(Pages.Of(null, """{"resourceType":"PractitionerRole","id":"r"}""", """{"id":"p","resourceType":"Practitioner"}""")));

        (await ehr.ReadAsync("PractitionerRole")).Resources.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Metadata_is_asked_for_once()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null))).On("/Patient", StubEhr.Json(Pages.Of(null)));

        await ehr.ReadAsync("Encounter");
        await ehr.ReadAsync("Patient");
        await ehr.Connection.Writer.VerbAsync("Claim", default);

        ehr.MetadataRequests.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"CapabilityStatement"}""")]
    [InlineData("""{"resourceType":"CapabilityStatement","fhirVersion":"3.0.2","rest":[{"mode":"server"}]}""")]
    [InlineData("""{"resourceType":"CapabilityStatement","rest":[{"mode":"client"}]}""")]
    [InlineData("""{"resourceType":"CapabilityStat""")]
    public async Task A_broken_capability_statement_is_told_and_asked_for_again(string metadata)
    {
        await using var ehr = new StubEhr(metadata: metadata);

        var failure = await Should.ThrowAsync<EhrException>(() => ehr.Connection.Reader.PlanAsync("Encounter", default));
        await Should.ThrowAsync<EhrException>(() => ehr.Connection.Reader.PlanAsync("Encounter", default));

        failure.Failure.ShouldBe(EhrFailure.Protocol);
        failure.Message.ShouldContain("ehr.baseUrl");
        ehr.MetadataRequests.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_capability_statement_is_told()
    {
        await using var ehr = RawEhr.Start(RawEhr.Json("", "404 Not Found"));

        var failure = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        failure.Failure.ShouldBe(EhrFailure.NotFound);
        failure.Message.ShouldContain("GET metadata");
        failure.Message.ShouldContain("ehr.baseUrl");
    }

    [Fact]
    public async Task A_type_without_interactions_may_be_asked_for_and_is_not_written()
    {
        await using var ehr = new StubEhr(metadata: """{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","resource":[{"type":"Claim"}]}]}""");

        (await ehr.Connection.Reader.PlanAsync("Claim", default)).Forms.ShouldNotBeEmpty();
        (await ehr.Connection.Writer.VerbAsync("Claim", default)).ShouldBeNull();
    }
}
