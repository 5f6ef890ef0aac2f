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
        report.Findings.ShouldContain(finding => finding.Message.Contains("Claim by conditional create: not found out, HTTP 500"));
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
