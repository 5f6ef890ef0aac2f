using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>Medicare's claim edits that a practice imported.</summary>
public sealed class ImportedEditsTests
{
    private static readonly DateOnly Since = new(2026, 4, 1);

    private static RulesInForce Rules(bool byModifier = false, DateOnly? from = null, DateOnly? through = null) => TestRules.StaffOnly with
    {
        Edits = new CodeEdits([new PairEdit("99490", "96160", from ?? Since, through, byModifier)], [], ["ptp"], []),
    };

    private static Finding? Look(RulesInForce rules, params OtherService[] services) =>
        Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { OtherServices = [.. record.OtherServices, .. services] }).Assess(rules: rules)
            .Findings.SingleOrDefault(finding => finding.Rule == "edits.same-day");

    private static OtherService Service(string code, string? start, PractitionerIdentity? by, string? end = null) => new()
    {
        Source = new SourceReference("Claim", "c9"),
        Code = code,
        Start = start is null ? null : Records.Day(start),
        End = end is null ? null : Records.Day(end),
        Performers = by is null ? [] : [by],
    };

    [Fact]
    public void What_nobody_imported_is_not_looked_at() => Look(TestRules.StaffOnly, Service("96160", "2026-04-14", TestTenant.DrA)).ShouldBeNull();

    //          other code, its day, end, by, by modifier: what is found
    [Theory]
    [InlineData("96160", "2026-04-14", null, "a", false, "NotMet Hold")]
    [InlineData("96160", "2026-04-14", null, "a", true, "NotMet Warn")]
    [InlineData("96160", "2026-04-14", null, "b", false, "Met Hold")]
    [InlineData("96160", "2026-04-14", null, null, false, "CannotTell Hold")]
    [InlineData("96160", null, null, "a", false, "CannotTell Hold")]
    [InlineData("96160", "2026-04-13", "2026-04-15", "a", false, "CannotTell Hold")]
    [InlineData("96160", "2026-04-13", null, "a", false, "Met Hold")]
    [InlineData("96160", "2026-04-15", null, "a", false, "Met Hold")]
    [InlineData("96161", "2026-04-14", null, "a", false, "Met Hold")]
    public void Only_the_same_practitioner_and_day_count(string code, string? start, string? end, string? by, bool byModifier, string found)
    {
        var who = by switch { "a" => TestTenant.DrA, "b" => TestTenant.DrB, _ => null };
        var finding = Look(Rules(byModifier), Service(code, start, who, end)).ShouldNotBeNull();
        $"{finding.Result} {finding.Severity}".ShouldBe(found);
        finding.Evidence.Length.ShouldBe(finding.Result == FindingResult.Met ? 0 : 1);
        finding.Source.ShouldBe("ptp");
    }

    [Theory]
    //          96160 is paid with a modifier, 96161 never: whose they are                 what is found
    [InlineData("96160 a", "NotMet Warn")]
    [InlineData("96160 ?", "CannotTell Warn")]
    [InlineData("96160 ?, 96160 a", "NotMet Warn")]                     // one of the two is certain
    [InlineData("96160 a, 96160 ?", "NotMet Warn")]
    [InlineData("96160 a, 96160 a", "NotMet Warn")]
    [InlineData("96160 a, 96161 ?", "CannotTell Hold")]                 // the worse of the two decides, and it is not certain
    [InlineData("96161 ?, 96160 a", "CannotTell Hold")]
    [InlineData("96161 a, 96160 ?", "NotMet Hold")]
    [InlineData("96160 ?, 96161 a", "NotMet Hold")]
    public void Of_several_services_the_worst_decides(string services, string found)
    {
        var rules = TestRules.StaffOnly with
        {
            Edits = new CodeEdits([new PairEdit("99490", "96160", Since, null, ByModifier: true), new PairEdit("99490", "96161", Since, null, ByModifier: false)], [], ["ptp"], []),
        };
        var finding = Look(rules, [.. services.Split(", ").Select((service, at) =>
            Service(service[..5], "2026-04-14", service.EndsWith('a') ? TestTenant.DrA : null) with { Source = new SourceReference("Claim", $"c{at}") })]).ShouldNotBeNull();
        $"{finding.Result} {finding.Severity}".ShouldBe(found);
        finding.Evidence.ShouldBe(finding.Evidence.Order());
    }

    [Fact]
    public void An_edit_holds_for_its_days_of_service()
    {
        var service = Service("96160", "2026-04-14", TestTenant.DrA);
        Look(Rules(from: new DateOnly(2026, 4, 15)), service)!.Result.ShouldBe(FindingResult.Met);
        Look(Rules(from: new DateOnly(2026, 4, 14), through: new DateOnly(2026, 4, 14)), service)!.Result.ShouldBe(FindingResult.NotMet);
        Look(Rules(through: new DateOnly(2026, 4, 13)), service)!.Result.ShouldBe(FindingResult.Met);
        Look(Rules(), service with { IsOurs = true })!.Result.ShouldBe(FindingResult.Met);
    }

    [Fact]
    public void A_refused_pair_is_held_and_says_what_to_do()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1200)
            .With(record => record with { OtherServices = [.. record.OtherServices, Service("96160", "2026-04-14", TestTenant.DrA)] }).Assess(rules: Rules());
        assessment.Outcome.ShouldBe(Outcome.Hold);
        assessment.Findings.Single(finding => finding.Rule == "edits.same-day").Message.ShouldBe("99490 and 96160 on 2026-04-14: Medicare's edits never pay both.");
        assessment.Next.ShouldContain(step => step.Rule == "edits.same-day" && step.By == "biller");
        Look(Rules(byModifier: true), Service("96160", null, null))!.Message
            .ShouldBe("99490 and 96160 on 2026-04-14: Medicare's edits pay both only with a modifier that parts them. Whose it is, or on which day it was, cannot be told.");
    }

    [Fact]
    public void The_stricter_of_two_edits_decides()
    {
        PairEdit[] both = [new("99490", "96160", Since, null, ByModifier: true), new("96160", "99490", Since, null, ByModifier: false)];
        foreach (var pairs in new[] { both, [.. both.Reverse()] })
            new CodeEdits(pairs, [], [], []).Between("99490", "96160", Since)!.ByModifier.ShouldBeFalse();
    }

    //          primary, first day, last day: result of an add-on on April 14
    [Theory]
    [InlineData("99490", "2021-01-01", null, FindingResult.Met)]
    [InlineData("99490", "2026-04-14", "2026-04-14", FindingResult.Met)]
    [InlineData("99490", "2026-04-15", null, FindingResult.NotMet)]
    [InlineData("99490", "2021-01-01", "2026-04-13", FindingResult.NotMet)]
    [InlineData("99487", "2021-01-01", null, FindingResult.NotMet)]
    public void An_add_on_goes_with_the_codes_of_its_day(string primary, string from, string? through, FindingResult result)
    {
        var rules = TestRules.StaffOnly with
        {
            Edits = new CodeEdits([], [new AddOnEdit("99439", primary, Parse(from), through is null ? null : Parse(through))], [], ["aoc"]),
        };
        var assessment = Records.Eligible().Time("04-14 10:00", 2400).Assess(rules: rules);
        var finding = assessment.Findings.Single(found => found.Rule == "edits.add-on");
        (finding.Result, finding.Severity).ShouldBe((result, Severity.Hold));
        finding.Message.ShouldBe(result == FindingResult.Met ? "Medicare's edits let every add-on go with its code." : "Medicare's edits do not let 99439 go with 99490 on 2026-04-14.");
        assessment.Findings.ShouldNotContain(found => found.Rule == "edits.same-day");
        assessment.Outcome.ShouldBe(result == FindingResult.Met ? Outcome.Bill : Outcome.Hold);
    }

    private static DateOnly Parse(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Edits_of_which_nobody_said_the_source_are_Medicares()
    {
        var edits = new CodeEdits([new PairEdit("99490", "96160", Since, null, ByModifier: false)], [new AddOnEdit("99439", "99490", Since, null)], [], []);
        var findings = Records.Eligible().Time("04-14 10:00", 2400).Assess(rules: TestRules.StaffOnly with { Edits = edits }).Findings;
        findings.Single(static finding => finding.Rule == "edits.same-day").Source.ShouldBe("CMS NCCI procedure-to-procedure edits");
        findings.Single(static finding => finding.Rule == "edits.add-on").Source.ShouldBe("CMS NCCI add-on code edits");
    }

    [Fact]
    public void Two_services_that_are_not_paid_beside_a_line_are_two_sentences()
    {
        var edits = new CodeEdits([new PairEdit("99490", "96160", Since, null, ByModifier: false), new PairEdit("99490", "96161", Since, null, ByModifier: false)], [], ["ptp"], []);
        Look(TestRules.StaffOnly with { Edits = edits }, Service("96160", "2026-04-14", TestTenant.DrA), Service("96161", "2026-04-14", TestTenant.DrA))!.Message.ShouldBe(
            "99490 and 96160 on 2026-04-14: Medicare's edits never pay both. 99490 and 96161 on 2026-04-14: Medicare's edits never pay both.");
    }
}
