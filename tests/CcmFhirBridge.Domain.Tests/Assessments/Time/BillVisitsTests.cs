using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Time;

/// <summary>Half an hour of the practitioner from ten to half past on the fourteenth, and a bill of a visit beside it.</summary>
public sealed class BillVisitsTests
{
    private static OtherService Bill => Records.Visit("99213", "2026-04-14");

    public static TheoryData<string, string, int> Cases => new()
    {
        //  the bill, what is found, the seconds that count
        { "of the day", "cannot-tell hold", 1800 }, { "of the day as a Procedure", "cannot-tell hold", 1800 }, { "of the day before", "met", 1800 }, { "of no day", "met", 1800 },
        { "of days around it", "cannot-tell hold", 1800 }, { "of the whole of March", "met", 1800 },
        { "of a partner", "met", 1800 }, { "of the practitioner beside a partner", "cannot-tell hold", 1800 }, { "of nobody", "met", 1800 },
        { "of ours", "met", 1800 }, { "of a code that is no listed visit", "met", 1800 },
        { "with hours that end before", "met", 1800 }, { "with hours that go into it", "met", 1200 }, { "with hours in it of one of two", "cannot-tell hold", 1800 },
        { "with hours of two before it", "met", 1800 }, { "with hours of more than anybody believes", "cannot-tell hold", 1800 }, { "with a moment", "cannot-tell hold", 1800 },
        { "of an Encounter with hours", "met", 1800 }, { "of an Encounter that it names", "met", 1800 }, { "of an Encounter of a partner", "cannot-tell hold", 1800 },
        { "of the entry", "met", 0 }, { "of the entry, by a code that is no visit", "met", 0 }, { "of the entry, by care management", "met", 1800 }, { "of the entry, of ours", "met", 1800 },
        { "of another entry", "met", 1800 }, { "with hours that end as they begin", "cannot-tell hold", 1800 }, { "with as many hours as are believed", "met", 1800 },
        { "of an Encounter that it names and that names nobody", "cannot-tell hold", 1800 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_visit_of_which_only_a_bill_tells_is_no_care_management(string bill, string answer, int counted)
    {
        OtherService[] services = bill switch
        {
            "of the day" => [Bill],
            "of the day as a Procedure" => [Bill with { Source = new SourceReference("Procedure", "b") }],
            "of the day before" => [Bill with { Start = Records.Day("2026-04-13") }],
            "of no day" => [Bill with { Start = null }],
            "of days around it" => [Bill with { Start = Records.Day("2026-04-01"), End = Records.Day("2026-04-30") }],
            "of the whole of March" => [Bill with { Start = Records.Day("2026-03-01"), End = Records.Day("2026-03-31") }],
            "of a partner" => [Bill with { Performers = [TestTenant.DrB] }],
            "of the practitioner beside a partner" => [Bill with { Performers = [TestTenant.DrB, TestTenant.DrA] }],
            "of nobody" => [Bill with { Performers = [] }],
            "of ours" => [Bill with { IsOurs = true }],
            "of a code that is no listed visit" => [Bill with { Code = "80053" }],
            "with hours that end before" => [Hours("09:00", "10:00")],
            "with hours that go into it" => [Hours("09:50", "10:10")],
            "with hours in it of one of two" => [Hours("09:50", "10:10") with { Performers = [TestTenant.DrA, TestTenant.DrB] }],
            "with hours of two before it" => [Hours("09:00", "10:00") with { Performers = [TestTenant.DrA, TestTenant.DrB] }],
            "with hours of more than anybody believes" => [Hours("00:00", "23:59")],
            "with a moment" => [Bill with { Start = Moment.At(Records.Local("04-14 18:00")) }],
            "with hours that end as they begin" => [Hours("18:00", "18:00")],
            "with as many hours as are believed" => [Hours("14:00", "18:00")],
            "of an Encounter that it names and that names nobody" => [Bill with { Encounters = ["v"] }, Encounter(TestTenant.DrB) with { Performers = [], Participants = [] }],
            "of an Encounter with hours" => [Bill, Encounter(TestTenant.DrA)],
            "of an Encounter that it names" => [Bill with { Encounters = ["v"] }, Encounter(TestTenant.DrB)],
            "of an Encounter of a partner" => [Bill, Encounter(TestTenant.DrB)],
            "of the entry" => [Bill with { Encounters = ["t1"] }],
            "of the entry, by a code that is no visit" => [Bill with { Code = "97802", Encounters = ["other", "t1"] }],
            "of the entry, by care management" => [Bill with { Code = "99490", Start = Records.Day("2026-03-14"), Encounters = ["t1"] }],
            "of the entry, of ours" => [Bill with { Encounters = ["t1"], IsOurs = true }],
            _ => [Bill with { Code = "97802", Encounters = ["t2"] }],
        };
        foreach (var ordered in new[] { services, [.. services.Reverse()] })
        {
            var records = Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA);
            foreach (var service in ordered)
                records.Service(service);
            var assessment = records.Assess(rules: TestRules.WithPractitioner);
            (assessment.Answer("time.billed-visit"), assessment.Time.Practitioner).ShouldBe((answer, counted));
        }
    }

    [Theory]
    [InlineData("04-01", "2026-04-01", null)]
    [InlineData("04-30", "2026-04-30", null)]
    [InlineData("04-01", "2026-03-30", "2026-04-02")]
    [InlineData("04-30", "2026-04-29", "2026-05-02")]
    public void A_bill_at_an_edge_of_the_month_is_one_of_the_month(string day, string first, string? last)
    {
        var bill = Records.Visit("99213", first) with { End = last is null ? null : Records.Day(last) };
        Records.Eligible().Time(day + " 10:00", 1800, TestTenant.DrA).Service(bill).Assess(rules: TestRules.WithPractitioner).Answer("time.billed-visit").ShouldBe("cannot-tell hold");
    }

    [Fact]
    public void A_bill_of_one_entry_leaves_another_of_the_day_alone()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA).Time("04-14 16:00", 1800, TestTenant.DrA).Service(Bill with { Encounters = ["t1"] }).Assess(rules: TestRules.WithPractitioner);
        (assessment.Answer("time.billed-visit"), assessment.Time.Practitioner).ShouldBe(("met", 1800));
    }

    [Fact]
    public void What_a_bill_leaves_open_and_changes_no_code_is_said()
    {
        var assessment = Records.Eligible().Time("04-14 10:00", 600, TestTenant.DrA).Time("04-15 10:00", 1200).Service(Bill).Assess();
        assessment.Says("time.billed-visit").ShouldBe(
            "cannot-tell warn: A billed visit does not say when on the day it was, and its performer has counted time on that day. <Claim/claim-99213-2026-04-14>");
    }

    private static OtherService Hours(string from, string to) => Bill with { Start = Moment.At(Records.Local("04-14 " + from)), End = Moment.At(Records.Local("04-14 " + to)) };

    // In the afternoon.
    private static OtherService Encounter(PractitionerIdentity who) => new()
    {
        Source = new SourceReference("Encounter", "v"),
        Code = "99214",
        Start = Moment.At(Records.Local("04-14 14:00")),
        End = Moment.At(Records.Local("04-14 14:20")),
        Performers = [who],
        Participants = [new Performer(who, null)],
    };

    [Fact]
    public void Every_visit_without_hours_is_cited_in_order()
    {
        var untimed = Encounter(TestTenant.DrA) with { Start = Records.Day("2026-04-14"), End = null };
        var bill = Bill with { Source = new SourceReference("Claim", "b") };
        Records.Eligible().Time("04-14 10:00", 1800, TestTenant.DrA)
            .Service(bill).Service(untimed with { Source = new SourceReference("Encounter", "w") }).Service(untimed).Service(bill with { Source = new SourceReference("Claim", "a") })
            .Assess(rules: TestRules.WithPractitioner).Finding("time.billed-visit").Evidence.Select(static source => source.Key).ShouldBe(["Claim/a", "Claim/b", "Encounter/v", "Encounter/w"]);
    }

    [Fact]
    public void Every_visit_of_nobody_is_cited_in_order()
    {
        var unnamed = Encounter(TestTenant.DrA) with { Performers = [], Participants = [] };
        Records.Eligible().Time("04-14 14:00", 1200).Service(unnamed with { Source = new SourceReference("Encounter", "w") }).Service(unnamed)
            .Assess().Finding("time.billed-visit").Evidence.Select(static source => source.Key).ShouldBe(["Encounter/v", "Encounter/w"]);
    }

    [Theory]
    [InlineData("04-14", "cannot-tell hold")]
    [InlineData("04-20", "cannot-tell warn")]       // of that day nothing is in doubt
    public void Only_time_of_the_days_of_the_bill_is_doubted(string day, string answer) =>
        Records.Eligible().Time("04-14 10:00", 60, TestTenant.DrA).Time(day + " 11:00", 1800, TestTenant.DrA).Service(Bill)
            .Assess(rules: TestRules.WithPractitioner).Answer("time.billed-visit").ShouldBe(answer);
}
