using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Claims.Bodies;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Claims.Tests.Bodies;

public sealed class ClaimBuilderTests
{
    // Exactly one output becomes a filed claim; the others say so in themselves.
    [Theory]
    [InlineData(FiledThrough.EhrClaim, "active", "not-billable", "the Claim 0VR4XZ560J25N9Y0TR1 in this EHR")]
    [InlineData(FiledThrough.EhrCharge, "draft", "billable", null)]
    [InlineData(FiledThrough.Bridge837, "draft", "not-billable", "837P")]
    [InlineData(FiledThrough.BillingSystem, "draft", "not-billable", "billing system")]
    public void Status_follows_what_is_filed(FiledThrough filedThrough, string claim, string charge, string? note)
    {
        var request = Requests.Usual(filedThrough);
        var claimBody = JsonDocument.Parse(Requests.Claim(request)).RootElement;
        var chargeBody = JsonDocument.Parse(Requests.Charge(request)).RootElement;

        claimBody.GetProperty("status").GetString().ShouldBe(claim);
        chargeBody.GetProperty("status").GetString().ShouldBe(charge);
        if (note is null)
            chargeBody.TryGetProperty("note", out _).ShouldBeFalse();
        else
            chargeBody.GetProperty("note")[0].GetProperty("text").GetString()!.ShouldContain(note);
        ConformanceGate.Default.Check(Requests.Claim(request)).ShouldBeEmpty();
        ConformanceGate.Default.Check(Requests.Charge(request)).ShouldBeEmpty();
        ConformanceGate.Default.Check(Requests.Charge(request, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Time_that_was_logged_here_is_named_by_its_identifier_alone()
    {
        var usual = Requests.Usual();
        var logged = new SourceReference("Encounter", SourceReference.LoggedPrefix + "a", "1");
        var request = usual with { Plan = usual.Plan with { TimeEntries = [logged] } };

        foreach (var body in (byte[][])[Requests.Claim(request), Requests.Charge(request)])
        {
            ConformanceGate.Default.Check(body).ShouldBeEmpty();
            var text = Encoding.UTF8.GetString(body);
            text.ShouldNotContain("Encounter/" + logged.Id);
            text.ShouldContain($$"""{"type":"Encounter","identifier":{"system":"{{Canonicals.TimeEntryIdentifier}}","value":"{{logged.Id}}"}""");
        }
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    [InlineData("ar-SA")]
    [InlineData("en-US")]
    public void Two_units_of_66_30_are_132_60_under_any_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Foreign(culture);
            var claim = Encoding.UTF8.GetString(Requests.Claim(Requests.Usual()));
            var charge = Encoding.UTF8.GetString(Requests.Charge(Requests.Usual(), 1));

            claim.ShouldContain("\"unitPrice\":{\"value\":66.30,\"currency\":\"USD\"},\"net\":{\"value\":132.60,\"currency\":\"USD\"}");
            claim.ShouldContain("\"net\":{\"value\":125.00,\"currency\":\"USD\"}");
            claim.ShouldContain("\"total\":{\"value\":257.60,\"currency\":\"USD\"}");
            charge.ShouldContain("\"priceOverride\":{\"value\":132.60,\"currency\":\"USD\"}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_same_order_gives_the_same_bytes()
    {
        Requests.Claim(Requests.Usual()).ShouldBe(Requests.Claim(Requests.Usual()));
        Requests.Charge(Requests.Usual()).ShouldBe(Requests.Charge(Requests.Usual()));
    }

    [Fact]
    public void A_revision_changes_the_revision_identifier_and_not_the_identifier()
    {
        var second = ClaimBuilder.Build(Requests.Of(Requests.Plan(), revision: 2));

        second.Identifier.Select(identifier => identifier.Value).ShouldBe(["0VR4XZ560J25N9Y0T", "0VR4XZ560J25N9Y0TR2"]);
    }

    [Fact]
    public void A_code_with_a_letter_is_written_as_hcpcs()
    {
        var claim = ClaimBuilder.Build(Requests.Of(Requests.Plan(Requests.Line("G0506", 1, 60m))));

        claim.Item[0].ProductOrService!.Coding[0].System.ShouldBe("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets");
    }

    [Fact]
    public void Only_four_diagnoses_are_pointed_at()
    {
        var plan = Requests.Plan();
        var source = plan.Diagnoses[0].Source;
        var more = plan with { Diagnoses = [.. plan.Diagnoses, new("I50.9", "heart failure", source), new("N18.31", "kidney", source), new("J44.9", "copd", source)] };
        var body = Requests.Claim(Requests.Of(more));

        ConformanceGate.Default.Check(body).ShouldBeEmpty();
        ClaimBuilder.Build(Requests.Of(more)).Item[0].DiagnosisSequence.ShouldBe([1, 2, 3, 4]);
    }

    [Fact]
    public void A_line_without_a_known_charge_has_no_price_and_does_not_pass_the_gate()
    {
        var unpriced = new ServiceLine("99490", 1, Requests.ThresholdDay, null, null, null);
        var problems = ConformanceGate.Default.Check(Requests.Claim(Requests.Of(Requests.Plan(unpriced))));

        problems.ShouldContain("Claim.item[0].net: is missing");
        problems.ShouldContain("Claim.total: is missing");
    }

    [Fact]
    public void A_plan_without_a_practitioner_or_lines_does_not_pass_the_gate()
    {
        var nobody = Requests.Plan() with { BillingPractitioner = null, Lines = [] };
        var problems = ConformanceGate.Default.Check(Requests.Claim(Requests.Of(nobody)));

        problems.ShouldContain("Claim.careTeam: is missing");
        problems.ShouldContain("Claim.item: is missing");
    }

    // Globalization is invariant here, so a culture is made to differ instead of looked up.
    private static CultureInfo Foreign(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        if (!name.StartsWith("en", StringComparison.Ordinal))
        {
            culture.NumberFormat.NumberDecimalSeparator = name.StartsWith("ar", StringComparison.Ordinal) ? "٫" : ",";
            culture.DateTimeFormat.DateSeparator = "/";
            culture.DateTimeFormat.TimeSeparator = ".";
        }

        return culture;
    }
}
