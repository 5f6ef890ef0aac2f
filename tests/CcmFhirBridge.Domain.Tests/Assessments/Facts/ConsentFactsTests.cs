using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>From when until when consent is in force; a minute is logged on each day of April at ten o'clock, so the count says which days.</summary>
public sealed class ConsentFactsTests
{
    private static CcmConsent Given => Records.GivenOn("2026-01-10");

    private static CcmConsent Refused(string day, string id = "no") => Given with { Source = new SourceReference("Consent", id), Status = "rejected", PeriodStart = Records.Day(day), RecordedAt = null };

    private static Moment At(string when) => Moment.At(Records.Local(when));

    private static Assessment With(params CcmConsent[] consents)
    {
        var records = Records.Eligible();
        for (var day = 1; day <= 30; day++)
            records.Time($"04-{day:D2} 10:00", 60);
        return records.With(record => record with { Consents = [.. consents] }).Assess();
    }

    private static string Days(Assessment assessment) =>
        string.Join(',', assessment.Time.Lines.Where(line => line.ClinicalStaffSeconds > 0).Select(line => TestTenant.Lakeside.TimeZone.DayOf(line.Span!.Value.Start).Day));

    private static string Range(int from, int to) => string.Join(',', Enumerable.Range(from, to - from + 1));

    [Fact]
    public void An_end_counts_its_whole_day_and_an_instant_counts_to_the_instant()
    {
        Days(With(Given with { PeriodEnd = Records.Day("2026-04-10") })).ShouldBe(Range(1, 10));
        Days(With(Given with { PeriodEnd = At("04-10 10:00") })).ShouldBe(Range(1, 9));
        Days(With(Given with { PeriodEnd = Moment.In(Records.April) })).ShouldBe(Range(1, 30));
        Days(With(Given with { PeriodStart = null, RecordedAt = Records.Day("2026-04-10") })).ShouldBe(Range(11, 30));
    }

    [Fact]
    public void A_refusal_ends_what_was_given_before_from_its_day_on()
    {
        var assessment = With(Given, Refused("2026-04-10"));
        Days(assessment).ShouldBe(Range(1, 9));
        assessment.Consent.ShouldBe(Given.Source);
        assessment.Time.ExcludedBy["after-withdrawal"].ShouldBe(21 * 60);
    }

    [Fact]
    public void A_consent_after_a_refusal_is_one_from_when_it_was_stated_however_early_it_says_that_it_starts()
    {
        var again = Given with { Source = new SourceReference("Consent", "again"), RecordedAt = Records.Day("2026-04-20") };
        Days(With(Refused("2026-04-10"), again)).ShouldBe(Range(21, 30));
        Days(With(Given, Refused("2026-04-10"), again)).ShouldBe(Range(1, 9) + "," + Range(21, 30));
        Days(With(Refused("2026-04-10"), again with { PeriodStart = Records.Day("2026-04-24") })).ShouldBe(Range(25, 30));
        Days(With(again)).ShouldBe(Range(1, 30));
    }

    [Fact]
    public void The_later_of_two_consents_is_the_one_that_counts_from_its_start()
    {
        var second = Records.GivenOn("2026-04-09") with { Source = new SourceReference("Consent", "second"), PeriodEnd = Records.Day("2026-04-20") };
        var assessment = With(second, Given);
        Days(assessment).ShouldBe(Range(1, 20));
        assessment.Consent!.Value.Id.ShouldBe("second");
    }

    [Fact]
    public void A_refusal_and_a_consent_of_one_moment_refuse()
    {
        var no = Given with { Source = new SourceReference("Consent", "a-no"), Status = "rejected" };
        With(Given, no).Answer("consent.active").ShouldBe("not-met block");
        With(no, Given).Answer("consent.active").ShouldBe("not-met block");
    }

    [Fact]
    public void What_was_stated_is_dated_by_the_day_of_recording_else_by_its_start()
    {
        // Recorded in February, after the refusal of January.
        var late = Given with { PeriodStart = Records.Day("2025-12-01"), RecordedAt = Records.Day("2026-02-01") };
        With(Refused("2026-01-20"), late).Answer("consent.active").ShouldBe("met");
        With(Refused("2026-03-20"), late).Answer("consent.active").ShouldBe("not-met block");
        With(Refused("2026-01-20"), late with { RecordedAt = null }).Answer("consent.active").ShouldBe("not-met block");
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("entered-in-error")]
    [InlineData("proposed")]
    public void What_is_no_statement_says_nothing(string status)
    {
        With(Given, Refused("2026-04-10") with { Status = status, Denies = true }).Answer("consent.active").ShouldBe("met");
        With(Given with { Status = status }).Says("consent.active").ShouldBe("not-met block: The record holds no consent to chronic care management.");
    }

    public static TheoryData<string, string> Unclear => new()
    {
        { "inactive with an end", "met" }, { "inactive without an end", "cannot-tell hold" }, { "inactive and replaced", "met" },
        { "undated", "cannot-tell hold" }, { "undated beside a dated one", "met" }, { "undated and inactive beside a dated one", "cannot-tell hold" },
        { "undated, ended, beside a dated one", "met" }, { "undated refusal", "not-met block" }, { "undated refusal beside a dated one", "cannot-tell hold" },
        { "unread date", "cannot-tell hold" }, { "unread modifier", "cannot-tell hold" }, { "unread date of a draft", "met" },
        { "undated before a refusal", "not-met block" },
    };

    [Theory]
    [MemberData(nameof(Unclear))]
    public void What_is_not_known_of_a_consent_holds_where_it_matters(string what, string answer)
    {
        var undated = Given with { Source = new SourceReference("Consent", "undated"), PeriodStart = null, RecordedAt = null };
        var later = Records.GivenOn("2026-03-01") with { Source = new SourceReference("Consent", "later") };
        CcmConsent[] consents = what switch
        {
            "inactive with an end" => [Given with { Status = "inactive", PeriodEnd = Records.Day("2026-04-20") }],
            "inactive without an end" => [Given with { Status = "inactive" }],
            "inactive and replaced" => [Given with { Status = "inactive" }, later],
            "undated" => [undated],
            "undated beside a dated one" => [undated, Given],
            "undated and inactive beside a dated one" => [undated with { Status = "inactive" }, Given],
            "undated, ended, beside a dated one" => [undated with { Status = "inactive", PeriodEnd = Records.Day("2026-01-01") }, Given],
            "undated refusal" => [undated with { Status = "rejected" }],
            "undated refusal beside a dated one" => [undated with { Status = "rejected" }, Given],
            "undated before a refusal" => [undated, Refused("2026-01-20")],
            "unread date of a draft" => [Given, later with { Status = "draft" }],
            _ => [Given],
        };
        RecordGap? gap = what switch
        {
            "unread date" => new RecordGap("gap.date-unreadable", Given.Source, "$.provision.period.end", "Not read."),
            "unread modifier" => new RecordGap("gap.modifier-extension", new SourceReference("Consent", "x"), "$.modifierExtension", "Not known."),
            "unread date of a draft" => new RecordGap("gap.date-unreadable", later.Source, "$.dateTime", "Not read."),
            _ => null,
        };
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Consents = [.. consents], Gaps = gap is null ? [] : [gap] }).Assess().Answer("consent.active").ShouldBe(answer);
    }

    [Theory]
    //          given           ended           beside          answer
    [InlineData("2026-04", null, "", "cannot-tell hold")]
    [InlineData("2026", null, "", "cannot-tell hold")]
    [InlineData("2026", "2026-04-20", "", "cannot-tell hold")]
    [InlineData("2026-03", null, "", "met")]                        // before the month, whichever day it was
    [InlineData("2025", null, "", "met")]
    [InlineData("2026-05", null, "", "not-met block")]
    [InlineData("2027", null, "", "not-met block")]
    [InlineData("2026", "2026-03-31", "", "not-met block")]
    [InlineData("2026-04", null, "given", "met")]
    [InlineData("2026", null, "refused", "not-met block")]
    public void A_consent_of_no_day_is_neither_in_force_nor_absent_where_the_day_matters(string when, string? ended, string beside, string answer)
    {
        var moment = when.Length == 4 ? Moment.InYear(int.Parse(when, null)) : Moment.In(ServiceMonth.Parse(when));
        var vague = Given with { Source = new SourceReference("Consent", "vague"), PeriodStart = null, RecordedAt = moment, PeriodEnd = ended is null ? null : Records.Day(ended) };
        With([vague, .. beside switch { "given" => new[] { Given }, "refused" => [Refused("2027-01-01")], _ => [] }]).Answer("consent.active").ShouldBe(answer);
    }

    [Theory]
    [InlineData("moderate", "2026-04-16", "a", "99487×1")]
    [InlineData("high", "2026-04-30", "a", "99487×1")]
    [InlineData("low", "2026-04-16", "a", "99490×1 99439×2")]
    [InlineData("straightforward", "2026-04-16", "a", "99490×1 99439×2")]
    [InlineData("high", "2026-03-31", "a", "99490×1 99439×2")]
    [InlineData("high", null, "a", "99490×1 99439×2")]
    [InlineData("high", "2026-04-16", "b", "99490×1 99439×2")]
    [InlineData("high", "2026-04-16", "b a", "99487×1")]
    public void Decision_making_of_the_month_by_the_billing_practitioner_makes_it_complex(string level, string? day, string who, string codes) =>
        Records.Eligible().Time("04-14 10:00", 3600).With(record => record with
        {
            DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), level, day is null ? null : Records.Day(day), [.. who.Split(' ').Select(one => one == "a" ? TestTenant.DrA : TestTenant.DrB)])],
        }).Assess(rules: TestRules.Whole).Codes().ShouldBe(codes);

    [Fact]
    public void Of_several_decision_makings_the_first_day_counts()
    {
        DecisionMaking On(string id, string day) => new(new SourceReference("Encounter", id), "high", Records.Day(day), [TestTenant.DrA]);
        var assessment = Records.Eligible().Time("04-14 10:00", 3600)
            .With(record => record with { DecisionMakings = [On("m3", "2026-04-20"), On("m2", "2026-04-16"), On("m1", "2026-04-16")] }).Assess(rules: TestRules.Whole);
        assessment.Lines[0].DateOfService.ShouldBe(new DateOnly(2026, 4, 16));
        assessment.Finding("pathway.choice").Evidence.ShouldHaveSingleItem().Id.ShouldBe("m1");
    }

    [Fact]
    public void Of_two_consents_of_one_moment_the_order_of_the_record_does_not_decide()
    {
        var until = Given with { Source = new SourceReference("Consent", "cons2"), PeriodEnd = Records.Day("2026-04-10") };
        Days(With(Given, until)).ShouldBe(Range(1, 10));
        Days(With(until, Given)).ShouldBe(Range(1, 10));
    }

    [Fact]
    public void The_consent_that_the_month_rests_on_is_cited_and_not_the_refusal_that_followed() =>
        With(Given, Refused("2026-04-20")).Says("consent.active").ShouldBe("met: Consent is in force for a part of the month; time outside it is not counted. <Consent/cons1>");
}
