using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Probing;
using CcmFhirBridge.Pipeline.Probing;

namespace CcmFhirBridge.ContractTests.Probing;

/// <summary>What a probe makes of EHRs that no simulation of a good one shows. Its waits are jumped over.</summary>
public sealed class WriteProbeTests
{
    [Fact]
    public async Task What_no_search_ever_shows_cannot_be_written_since_nobody_could_tell_what_is_there()
    {
        await using var ehr = Probed();
        ehr.On("/Claim", StubEhr.Status(201, ("Location", "Claim/1")), "POST").On("/Claim", StubEhr.Json(Pages.Of(null)));

        var report = await ProbeAsync(ehr);

        report.Measurement.Verbs.ShouldBe(
            [new MeasuredVerb("Claim", WriteVerb.ConditionalCreate, false), new MeasuredVerb("Claim", WriteVerb.PlainCreate, false)], ignoreOrder: true);
        report.Measurement.ShownAfterSeconds.ShouldBeNull();
        report.Findings.ShouldContain(finding => finding.Verdict == EhrVerdict.Warn && finding.Message.Contains("did not show it within 90 s"));
        report.Findings.ShouldContain(finding => finding.Id == "EHR-015" && finding.Verdict == EhrVerdict.Warn && finding.Message.Contains("remove by hand: Claim/1"));
    }

    [Fact]
    public async Task An_answer_that_tells_nothing_measures_nothing()
    {
        await using var ehr = Probed();
        ehr.On("/Claim", StubEhr.Status(500), "POST").On("/Claim", StubEhr.Json(Pages.Of(null)));

        var report = await ProbeAsync(ehr);

        report.Measurement.Verbs.ShouldBeEmpty();
        report.Findings.ShouldContain(finding => finding.Message.Contains("Claim by plain create: not found out, HTTP 500"));
    }

    [Fact]
    public async Task An_EHR_that_does_not_take_the_body_says_nothing_against_any_verb()
    {
        await using var ehr = Probed();
        ehr.On("/Claim", StubEhr.Json(Pages.Outcome("error", "business-rule"), 422), "POST").On("/Claim", StubEhr.Json(Pages.Of(null)));

        (await ProbeAsync(ehr)).Measurement.Verbs.ShouldBeEmpty();
        (await ehr.Connection.Writer.VerbAsync("Claim", default)).ShouldBe(WriteVerb.ConditionalCreate);
    }

    [Fact]
    public async Task Two_that_the_answers_named_are_two_although_a_slow_search_shows_one()
    {
        await using var ehr = Probed();
        ehr.InTurn("/Claim", "POST", [.. Enumerable.Range(1, 20).Select(number => StubEhr.Status(201, ("Location", $"Claim/{number}")))])
            .On("/Claim", StubEhr.Json(Pages.Of(null, """{"resourceType":"Claim","id":"1","identifier":[{"system":"https://ccmfhirbridge.dev/fhir/identifier/probe","value":"probe-20260505120020-lakeside-2"}]}""")));

        (await ProbeAsync(ehr)).Measurement.CreatesOnce("Claim", WriteVerb.ConditionalCreate).ShouldBe(false);
    }

    [Theory]
    [InlineData("canvas", "vendor's own form")]
    [InlineData("generic", "cannot be searched by identifier")]
    public async Task What_cannot_be_counted_or_has_a_form_of_its_own_is_not_tried(string vendor, string why)
    {
        await using var ehr = new StubEhr(
            settings => settings with { Profile = EmbeddedVendors.Of(vendor), TestPatient = "Patient/nobody", WriteChargeItem = WriteBackMode.Off }, metadata: CapabilityJson.PlainCreateByPatient);
        ehr.On("/Patient/nobody", StubEhr.Json("""{"resourceType":"Patient","id":"nobody"}"""));

        var report = await ProbeAsync(ehr);

        report.Measurement.Verbs.ShouldBeEmpty();
        report.Findings.ShouldHaveSingleItem().Message.ShouldContain(why);
        ehr.Requests.ShouldAllBe(request => request.Method == "GET");
    }

    [Fact]
    public async Task A_probe_that_breaks_off_withdraws_what_it_made()
    {
        await using var ehr = Probed();
        ehr.On("/Claim", StubEhr.Status(201, ("Location", "Claim/1")), "POST").On("/Claim", StubEhr.Status(403)).On("/Claim/1", StubEhr.Status(200), "PUT");

        await Should.ThrowAsync<Pipeline.EhrException>(() => ProbeAsync(ehr));

        var withdrawn = ehr.Requests.Last(request => request.Method == "PUT");
        withdrawn.Path.ShouldEndWith("/Claim/1");
        withdrawn.Body!.ShouldContain("\"entered-in-error\"");
    }

    // Only Claims are written, and the stub refuses what a row does not answer.
    private static StubEhr Probed()
    {
        var ehr = new StubEhr(settings => settings with { TestPatient = "Patient/nobody", WriteChargeItem = WriteBackMode.Off }, metadata: CapabilityJson.ConditionalCreate);
        return ehr.On("/Patient/nobody", StubEhr.Json("""{"resourceType":"Patient","id":"nobody"}"""));
    }

    private static Task<ProbeReport> ProbeAsync(StubEhr ehr) => ehr.Connection.ProbeAsync(UnboundedLease.Instance, default);
}
