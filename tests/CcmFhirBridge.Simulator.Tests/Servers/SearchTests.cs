namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class SearchTests
{
    private static readonly string[] Resources =
    [
        """{"resourceType":"Patient","id":"p1","meta":{"lastUpdated":"2026-05-01T10:00:00Z"},"identifier":[{"system":"urn:mrn","value":"M1"}]}""",
        """{"resourceType":"Patient","id":"p2","meta":{"lastUpdated":"2026-05-02T10:00:00Z"},"identifier":[{"value":"M1"}]}""",
        """{"resourceType":"Practitioner","id":"rn"}""",
        """{"resourceType":"PractitionerRole","id":"role","practitioner":{"reference":"Practitioner/rn"}}""",
        """{"resourceType":"Encounter","id":"e1","status":"finished","type":[{"coding":[{"system":"urn:a","code":"call"}]}],"subject":{"reference":"Patient/p1"},"participant":[{"individual":{"reference":"Practitioner/rn"}}],"period":{"start":"2026-04-02T10:00:00-04:00","end":"2026-04-02T10:20:00-04:00"}}""",
        """{"resourceType":"Encounter","id":"e2","status":"planned","subject":{"reference":"http://elsewhere/fhir/Patient/p2"},"period":{"start":"2026-04-20"}}""",
        """{"resourceType":"Claim","id":"c1","status":"active","use":"claim","patient":{"reference":"Patient/p1"},"created":"2026-04-30"}""",
        """{"resourceType":"ChargeItem","id":"i1","status":"billable","code":{"coding":[{"system":"urn:cpt","code":"99490"}]},"subject":{"reference":"Patient/p1"},"occurrencePeriod":{"start":"2026-04-01","end":"2026-04-30"}}""",
        """{"resourceType":"Coverage","id":"v1","status":"active","beneficiary":{"reference":"Patient/p1"}}""",
        """{"resourceType":"Condition","id":"d1","code":{"coding":[{"system":"urn:icd","code":"I10"}]},"category":[{"coding":[{"code":"problem-list-item"}]}],"subject":{"reference":"Patient/p2"}}""",
    ];

    [Theory]
    [InlineData("Patient", "p1 p2")]
    [InlineData("Patient?_id=p2", "p2")]
    [InlineData("Patient?_id=p2,p1", "p1 p2")]
    [InlineData("Patient?identifier=urn:mrn|M1", "p1")]
    [InlineData("Patient?identifier=M1", "p1 p2")]
    [InlineData("Patient?identifier=|M1", "p2")]
    [InlineData("Patient?identifier=urn:mrn|", "p1")]
    [InlineData("Patient?identifier=M2,urn:mrn|M1", "p1")]
    [InlineData("Patient?identifier=urn:mrn|M1&_id=p2", "")]
    [InlineData("Patient?identifier=M2", "")]
    [InlineData("Patient?_lastUpdated=ge2026-05-02", "p2")]
    [InlineData("Patient?_lastUpdated=gt2026-05-01T10:00:00Z", "p2")]
    [InlineData("Patient?_lastUpdated=ge2026-05-01T10:00:00Z", "p1 p2")]
    [InlineData("Patient?_lastUpdated=lt2026-05-02T10:00:00Z", "p1")]
    [InlineData("Patient?_lastUpdated=le2026-05-02T10:00:00Z", "p1 p2")]
    [InlineData("Patient?_lastUpdated=eq2026-05-01", "p1")]
    [InlineData("Patient?_lastUpdated=ge2026-05-01T06:00:00-04:00&_lastUpdated=lt2026-05-02", "p1")]
    [InlineData("Encounter?patient=p1", "e1")]
    [InlineData("Encounter?patient=Patient/p2", "e2")]
    [InlineData("Encounter?subject=Patient/p1", "e1")]
    [InlineData("Encounter?status=finished,planned", "e1 e2")]
    [InlineData("Encounter?status=planned", "e2")]
    [InlineData("Encounter?type=urn:a|call", "e1")]
    [InlineData("Encounter?practitioner=rn", "e1")]
    [InlineData("Encounter?date=ge2026-04-10", "e2")]
    [InlineData("Encounter?date=ge2026-04-01&date=le2026-04-10", "e1")]
    [InlineData("Encounter?date=2026-04-02", "e1")]
    [InlineData("Claim?patient=p1&created=ge2026-04-30", "c1")]
    [InlineData("Claim?created=gt2026-04-30", "")]
    [InlineData("ChargeItem?subject=Patient/p1&code=urn:cpt|99490&occurrence=le2026-04-15", "i1")]
    [InlineData("Coverage?patient=Patient/p1&status=active", "v1")]
    [InlineData("Condition?code=urn:icd|I10&category=problem-list-item", "d1")]
    public async Task Parameters_select(string search, string expected)
    {
        await using var ehr = await Filled();

        var reply = await ehr.Get("/" + search);

        reply.Status.ShouldBe(200);
        reply.Ids().Order(StringComparer.Ordinal).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("PractitionerRole?_include=PractitionerRole:practitioner", "role", "rn")]
    [InlineData("Encounter?_id=e1&_include=Encounter:practitioner", "e1", "rn")]
    [InlineData("Encounter?_id=e1&_include=Encounter:wibble", "e1", "")]
    public async Task Includes_come_with_their_own_mode(string search, string matched, string included)
    {
        await using var ehr = await Filled();

        var reply = await ehr.Get("/" + search);

        reply.Ids().ShouldBe([matched]);
        reply.Ids("include").ShouldBe(included.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Unknown_parameters_are_ignored_and_the_self_link_says_so()
    {
        await using var ehr = await Filled();

        var lenient = await ehr.Get("/Patient?wibble=1&_id=p1");

        lenient.Ids().ShouldBe(["p1"]);
        lenient.Link("self").ShouldBe($"{ehr.Ehr.BaseUrl}/Patient?_id=p1");
        (await ehr.Get("/Patient?wibble=1", ("Prefer", "handling=strict"))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_search_can_be_posted_as_a_form()
    {
        await using var ehr = await Filled();

        var reply = await ehr.Send(HttpMethod.Post, "/Patient/_search", "identifier=urn%3Amrn%7CM1&_count=5", [], "application/x-www-form-urlencoded");

        reply.Ids().ShouldBe(["p1"]);
        (await ehr.Post("/Patient/_search", "{}")).Status.ShouldBe(415);
        ehr.Ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task Entries_carry_full_urls_and_the_bundle_its_moment()
    {
        await using var ehr = await Filled();

        var bundle = (await ehr.Get("/Claim")).Json;

        bundle.GetProperty("type").GetString().ShouldBe("searchset");
        bundle.GetProperty("total").GetInt32().ShouldBe(1);
        bundle.GetProperty("entry")[0].GetProperty("fullUrl").GetString().ShouldBe($"{ehr.Ehr.BaseUrl}/Claim/c1");
        bundle.GetProperty("meta").GetProperty("lastUpdated").GetString()!.ShouldStartWith("2026-05-05T12:00:00");
    }

    private static async Task<RunningEhr> Filled()
    {
        var ehr = await RunningEhr.StartAsync();
        foreach (var resource in Resources)
            ehr.Seed(resource);
        return ehr;
    }
}
