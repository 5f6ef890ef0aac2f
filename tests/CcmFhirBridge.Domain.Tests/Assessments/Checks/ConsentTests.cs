using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

public sealed class ConsentTests
{
    private static CcmConsent Given => Records.GivenOn("2026-01-10");

    private static Assessment With(params CcmConsent[] consents) =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [.. consents] }).Assess();

    [Theory]
    [InlineData("given long ago", "met", Outcome.Bill)]
    [InlineData("none", "not-met block", Outcome.Block)]
    [InlineData("draft", "not-met block", Outcome.Block)]
    [InlineData("rejected", "not-met block", Outcome.Block)]
    [InlineData("denies", "not-met block", Outcome.Block)]
    [InlineData("ended in March", "not-met block", Outcome.Block)]
    [InlineData("given in May", "not-met block", Outcome.Block)]
    [InlineData("inactive without an end", "cannot-tell hold", Outcome.Hold)]
    [InlineData("no date", "cannot-tell hold", Outcome.Hold)]
    [InlineData("refusal without a date", "cannot-tell hold", Outcome.Hold)]
    [InlineData("refused, then given", "met", Outcome.Bill)]
    [InlineData("given, then refused in March", "not-met block", Outcome.Block)]
    public void Consent_stands_by_its_later_statement(string what, string answer, Outcome outcome)
    {
        var refusal = Given with { Source = new SourceReference("Consent", "cons2"), Status = "rejected" };
        var assessment = With(what switch
        {
            "given long ago" => [Given],
            "none" => [],
            "draft" => [Given with { Status = "draft" }],
            "rejected" => [Given with { Status = "rejected" }],
            "denies" => [Given with { Denies = true }],
            "ended in March" => [Given with { PeriodEnd = Records.Day("2026-03-31") }],
            "given in May" => [Records.GivenOn("2026-05-01")],
            "inactive without an end" => [Given with { Status = "inactive" }],
            "no date" => [Given with { PeriodStart = null, RecordedAt = null }],
            "refusal without a date" => [Given, refusal with { PeriodStart = null, RecordedAt = null }],
            "refused, then given" => [refusal with { PeriodStart = Records.Day("2025-12-01"), RecordedAt = null }, Given],
            "given, then refused in March" => [refusal with { PeriodStart = Records.Day("2026-03-01"), RecordedAt = null }, Given],
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "No such case."),
        });
        assessment.Answer("consent.active").ShouldBe(answer);
        assessment.Outcome.ShouldBe(outcome);
        assessment.Codes().ShouldBe("99490×1");
    }

    [Fact]
    public void An_EHR_that_may_keep_consent_elsewhere_cannot_say_that_there_is_none()
    {
        var tenant = TestTenant.Lakeside with { Ehr = new Domain.Tenants.EhrSettings { BaseUrl = TestTenant.Lakeside.Ehr.BaseUrl, Profile = Domain.Tenants.VendorProfile.Generic with { Key = "epic" } } };
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [] }).Assess(tenant).Answer("consent.active").ShouldBe("cannot-tell hold");
    }

    [Fact]
    public void A_consent_dated_without_a_time_is_in_force_from_the_next_midnight()
    {
        var time = Records.Eligible().Time("04-10 10:00", 1200).Time("04-11 10:00", 1200).With(record => record with { Consents = [Records.GivenOn("2026-04-10")] }).Assess().Time;
        (time.ClinicalStaff, time.ExcludedBy["before-consent"]).ShouldBe((1200, 1200));
    }

    [Fact]
    public void A_consent_with_a_time_is_in_force_from_that_instant()
    {
        var given = Given with { PeriodStart = Moment.At(Records.Local("04-10 10:10")) };
        var time = Records.Eligible().Time("04-10 10:00", 1800).With(record => record with { Consents = [given] }).Assess().Time;
        (time.ClinicalStaff, time.ExcludedBy["before-consent"]).ShouldBe((1200, 600));
    }

    [Fact]
    public void Seconds_before_a_withdrawal_bill_and_none_after_it()
    {
        var records = Records.Eligible().Time("04-10 10:00", 1200).Time("04-20 10:00", 1200);
        var assessment = records.With(record => record with { Consents = [Given with { Status = "inactive", PeriodEnd = Moment.At(Records.Local("04-15 12:00")) }] }).Assess();
        assessment.Codes().ShouldBe("99490×1");
        assessment.Outcome.ShouldBe(Outcome.Bill);
        assessment.Time.ExcludedBy["after-withdrawal"].ShouldBe(1200);
    }

    [Theory]
    [InlineData("2026-04-14", "2026-01-10", "met")]
    [InlineData("2026-04-30", "2026-01-10", "not-met warn")]
    [InlineData("2026-04-30", "2026-04-10", "not-met warn")]
    [InlineData("2026-05-02", "2026-04-10", "not-met hold")]
    [InlineData("2026-05-02", "2026-01-10", "not-met warn")]
    public void A_consent_written_down_after_the_time_is_said_and_held_after_its_first_month(string recorded, string start, string answer)
    {
        var consent = Given with { RecordedAt = Records.Day(recorded), PeriodStart = Records.Day(start) };
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with
        {
            Consents = [consent],
            TimeEntries = [.. record.TimeEntries, Earlier(start)],
        }).Assess().Answer("consent.recorded").ShouldBe(answer);
    }

    [Fact]
    public void Disclosures_all_some_or_none()
    {
        With(Given).Answer("consent.disclosures").ShouldBe("met");
        With(Given with { Disclosures = null }).Answer("consent.disclosures").ShouldBe("cannot-tell warn");
        With(Given with { Disclosures = new ConsentDisclosures(true, null, true, true) }).Answer("consent.disclosures").ShouldBe("cannot-tell warn");
        With(Given with { Disclosures = new ConsentDisclosures(true, false, true, null) }).Answer("consent.disclosures").ShouldBe("not-met hold");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_of_the_four_disclosures_is_needed(int which)
    {
        ConsentDisclosures Told(bool? said) => new(which == 0 ? said : true, which == 1 ? said : true, which == 2 ? said : true, which == 3 ? said : true);
        With(Given with { Disclosures = Told(false) }).Answer("consent.disclosures").ShouldBe("not-met hold");
        With(Given with { Disclosures = Told(null) }).Says("consent.disclosures").ShouldBe("cannot-tell warn: The consent records only a part of what the patient must be told. <Consent/cons1>");
    }

    [Fact]
    public void Consent_names_the_billing_practitioner_another_or_nobody()
    {
        With(Given).Answer("consent.practitioner").ShouldBe("met");
        With(Given with { BillingPractitioner = TestTenant.DrB }).Answer("consent.practitioner").ShouldBe("not-met hold");
        With(Given with { BillingPractitioner = null }).Answer("consent.practitioner").ShouldBe("cannot-tell info");
    }

    // A patient whose consent began in January was first served then; one whose consent began in April was not.
    private static TimeEntry Earlier(string start) => new()
    {
        Source = new SourceReference("Encounter", "earlier"),
        Activity = "documentation",
        Program = "ccm",
        Span = EntrySpan.Of(Records.Span(start == "2026-01-10" ? "02-10 10:00" : "04-12 10:00", 60)),
        Performers = [new Performer(TestTenant.Nurse, null)],
    };
}
