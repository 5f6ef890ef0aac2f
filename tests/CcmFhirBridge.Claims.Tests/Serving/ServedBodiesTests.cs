using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Serving;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Tests.Serving;

public sealed class ServedBodiesTests
{
    private static readonly Uri s_ehr = new("https://ehr.lakeside.example/fhir");
    private static readonly DateTimeOffset s_changed = DateTimeOffset.Parse("2026-05-06T08:00:00.1234567Z", CultureInfo.InvariantCulture);

    public static TheoryData<LedgerState, FiledThrough?> All
    {
        get
        {
            var all = new TheoryData<LedgerState, FiledThrough?>();
            foreach (var state in Enum.GetValues<LedgerState>())
            {
                foreach (var output in Enum.GetValues<FiledThrough>().Cast<FiledThrough?>().Append(null))
                    all.Add(state, output);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_served_conforms_whatever_its_state_and_output(LedgerState state, FiledThrough? output)
    {
        var request = Requests.Usual(output ?? FiledThrough.Bridge837);
        ConformanceGate.Default.Check(Served(Requests.Claim(request), request.RevisionIdentifier, state, output)).ShouldBeEmpty();
        for (var line = 0; line < 2; line++)
        {
            var revision = ClaimIdentifiers.ChargeRevision(request.Identifier, 1, request.Plan.Lines[line].Code);
            ConformanceGate.Default.Check(Served(Requests.Charge(request, line), revision, state, output)).ShouldBeEmpty();
        }
    }

    [Theory]
    // state                     filed by the reader   by another output
    [InlineData(LedgerState.Held, "draft", "draft")]
    [InlineData(LedgerState.Planned, "active", "draft")]
    [InlineData(LedgerState.Sending, "active", "draft")]
    [InlineData(LedgerState.InDoubt, "active", "draft")]
    [InlineData(LedgerState.Confirmed, "active", "draft")]
    [InlineData(LedgerState.Quarantined, "draft", "draft")]
    [InlineData(LedgerState.Rejected, "cancelled", "draft")]
    [InlineData(LedgerState.Corrected, "cancelled", "cancelled")]
    public void A_claim_is_active_only_for_whoever_files_it(LedgerState state, string here, string elsewhere)
    {
        Status(Requests.Claim(Requests.Usual(FiledThrough.BillingSystem)), state, FiledThrough.BillingSystem).ShouldBe(here);
        foreach (var output in new FiledThrough?[] { FiledThrough.EhrClaim, FiledThrough.EhrCharge, FiledThrough.Bridge837, null })
            Status(Requests.Claim(Requests.Usual(output ?? FiledThrough.EhrClaim)), state, output).ShouldBe(elsewhere, $"{output}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nobody_bills_a_charge_that_is_served(LedgerState state, FiledThrough? output)
    {
        var charge = Served(Requests.Charge(Requests.Usual(output ?? FiledThrough.EhrCharge)), "XR1-99490", state, output);
        using var document = JsonDocument.Parse(charge);
        document.RootElement.GetProperty("status").GetString().ShouldBe(state == LedgerState.Corrected ? "entered-in-error" : "not-billable");
        document.RootElement.GetProperty("note").GetArrayLength().ShouldBe(1);
        document.RootElement.GetProperty("note")[0].GetProperty("text").GetString()!.ShouldStartWith("Evidence only. What is filed is ");
    }

    [Fact]
    public void References_to_the_EHR_are_absolute_and_those_to_what_is_served_are_literal()
    {
        var request = Requests.Usual();
        var charge = Encoding.UTF8.GetString(Served(Requests.Charge(request, 1), $"{request.RevisionIdentifier}-99439", LedgerState.Confirmed, FiledThrough.EhrClaim).Span);
        var id = request.RevisionIdentifier.ToLowerInvariant();
        charge.ShouldContain("\"subject\":{\"reference\":\"https://ehr.lakeside.example/fhir/Patient/p1\"}");
        charge.ShouldContain($"{{\"reference\":\"Claim/{id}\",\"type\":\"Claim\"");
        charge.ShouldContain($"\"partOf\":[{{\"reference\":\"ChargeItem/{id}-99490\"");
        charge.ShouldNotContain("\"reference\":\"Patient/");
        charge.ShouldNotContain("\"reference\":\"Encounter/");
    }

    [Fact]
    public void Identity_version_state_and_every_amount_stand_as_they_are()
    {
        var request = Requests.Usual();
        using var served = JsonDocument.Parse(Served(Requests.Claim(request), request.RevisionIdentifier, LedgerState.InDoubt, FiledThrough.EhrClaim));
        var root = served.RootElement;
        root.GetProperty("id").GetString().ShouldBe(request.RevisionIdentifier.ToLowerInvariant());
        root.GetProperty("meta").GetRawText().ShouldBe(
            """{"versionId":"3","lastUpdated":"2026-05-06T08:00:00.1234567Z","profile":["https://ccmfhirbridge.dev/fhir/StructureDefinition/ccm-claim"],"tag":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-ledger-state","code":"in-doubt"}]}""");
        using var stored = JsonDocument.Parse(Requests.Claim(request));
        root.GetProperty("total").GetRawText().ShouldBe(stored.RootElement.GetProperty("total").GetRawText());
        root.EnumerateObject().Count().ShouldBe(stored.RootElement.EnumerateObject().Count() + 1, "the id is added, and nothing is lost");
    }

    [Theory]
    [InlineData("abc1r1-99490", "ABC1R1-99490")]
    [InlineData("ABC1R1", null)]
    [InlineData("", null)]
    [InlineData("a/b", null)]
    [InlineData("a' or 1=1", null)]
    [InlineData("ſ", null)]
    public void An_id_is_a_revision_identifier_in_lower_case(string id, string? revision) => ServedForm.RevisionOf(id).ShouldBe(revision);

    private static string? Status(byte[] body, LedgerState state, FiledThrough? output)
    {
        using var served = JsonDocument.Parse(Served(body, "XR1", state, output));
        return served.RootElement.GetProperty("status").GetString();
    }

    private static ReadOnlyMemory<byte> Served(byte[] body, string revision, LedgerState state, FiledThrough? output) =>
        ServedBodies.Write(body, new ServedForm(revision, 3, s_changed, state, output), s_ehr);
}
