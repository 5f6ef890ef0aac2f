using System.Collections.Immutable;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Facts;

/// <summary>Who pays in the month, on which days, and before whom.</summary>
public sealed class CoverageFactsTests
{
    private static readonly Tenant Commercial = TestTenant.Lakeside with { Payers = [new PayerSetting { Payer = "commercial", ConfirmedBy = "desk", ConfirmedOn = new DateOnly(2026, 1, 15) }] };

    private static CoverageRecord Of(string? type, string id = "cov1", int? order = null, string? start = null, string? end = null) => new()
    {
        Source = new SourceReference("Coverage", id),
        Status = "active",
        PayerTypeCode = type,
        Order = order,
        Start = start is null ? null : Records.Day(start),
        End = end is null ? null : Records.Day(end),
    };

    private static Records Covered(params CoverageRecord[] coverages) => Records.Eligible().Time("04-14 10:00", 1200).With(record => record with { Coverages = [.. coverages] });

    [Theory]
    [InlineData("121", "medicare-part-b")]
    [InlineData("11", "medicare-advantage")]
    [InlineData("111", "medicare-advantage")]
    [InlineData("119", "medicare-advantage")]
    [InlineData("110", "medicare")]
    [InlineData("1111", "medicare")]
    [InlineData("122", "medicare")]
    [InlineData("2", "other")]
    [InlineData("32", "other")]
    [InlineData("4", "other")]
    [InlineData("8", "other")]
    [InlineData("5", "commercial")]
    [InlineData("61", "commercial")]
    [InlineData("7", "commercial")]
    [InlineData("11A", "medicare")]
    [InlineData("9", null)]
    [InlineData("", null)]
    [InlineData("self", null)]
    public void The_source_of_payment_says_what_kind_of_payer_it_is(string type, string? payer) => Covered(Of(type)).Assess().Payer.ShouldBe(payer);

    [Theory]
    [InlineData("2026-04-30", null, true)]
    [InlineData("2026-05-01", null, false)]
    [InlineData(null, "2026-04-01", true)]
    [InlineData(null, "2026-03-31", false)]
    public void A_coverage_of_one_day_of_the_month_is_in_force_in_it(string? start, string? end, bool inForce) =>
        Covered(Of("121", start: start, end: end)).Assess().Coverage.HasValue.ShouldBe(inForce);

    [Theory]
    [InlineData("cov1 121", "cov2 111", "cov2")]            // Advantage before fee-for-service
    [InlineData("cov1 1", "cov2 121", "cov2")]              // what is known before what is not
    [InlineData("cov1 5", "cov2 1", "cov2")]
    [InlineData("cov1 2", "cov2 5", "cov2")]
    [InlineData("cov1 5", "cov2 5 1", "cov2")]              // a stated order before none
    [InlineData("cov1 5 2", "cov2 5 1", "cov2")]
    [InlineData("cov2 5", "cov1 5", "cov1")]                // else by source
    public void One_coverage_decides(string first, string second, string deciding)
    {
        static CoverageRecord Read(string words) => words.Split(' ') switch
        {
            [var id, var type, var order] => Of(type, id, int.Parse(order, null)),
            [var id, var type] => Of(type, id),
            _ => throw new ArgumentOutOfRangeException(nameof(words), words, "No such case."),
        };
        Covered(Read(first), Read(second)).Assess().Coverage!.Value.Id.ShouldBe(deciding);
    }

    [Theory]
    //          on the 5th, the 14th and the 25th, twenty minutes each
    [InlineData("121 04-10 04-20", null, 1200)]
    [InlineData("121 04-05 04-14", null, 2400)]
    [InlineData("121 04-20 04-10", null, 0)]                // ends before it starts: no day at all
    [InlineData("111 04-10 04-20", "121 04-21 04-30", 2400)]    // any Medicare covers
    [InlineData("121 04-10 04-20", "2 04-01 04-30", 1200)]      // Medicaid does not
    [InlineData("121 04-10 04-20", "121 04-01 04-05", 2400)]
    [InlineData("121 03-01 05-31", null, 3600)]
    public void Time_counts_on_days_of_the_payer_only(string first, string? second, int counted)
    {
        static CoverageRecord Read(string words, string id) => words.Split(' ') is [var type, var start, var end] ? Of(type, id, null, "2026-" + start, "2026-" + end) : Of(words, id);
        Records.Eligible().Time("04-05 10:00", 1200).Time("04-14 10:00", 1200).Time("04-25 10:00", 1200)
            .With(record => record with { Coverages = [Read(first, "cov1"), .. second is null ? Array.Empty<CoverageRecord>() : [Read(second, "cov2")]] })
            .Assess().Time.ClinicalStaff.ShouldBe(counted);
    }

    [Theory]
    [InlineData("5 04-10 04-20", "121 04-01 04-05", 2400)]
    [InlineData("5 04-10 04-20", "2 04-01 04-30", 1200)]
    [InlineData("5 04-10 04-20", "5 04-21 04-30", 2400)]
    public void A_configured_plan_pays_on_its_own_days(string first, string second, int counted)
    {
        static CoverageRecord Read(string words, string id) => words.Split(' ') is [var type, var start, var end] ? Of(type, id, null, "2026-" + start, "2026-" + end) : Of(words, id);
        var time = Records.Eligible().Time("04-05 10:00", 1200).Time("04-14 10:00", 1200).Time("04-25 10:00", 1200)
            .With(record => record with { Coverages = [Read(first, "cov1"), Read(second, "cov2")] }).Assess(Commercial).Time;
        time.ClinicalStaff.ShouldBe(second.StartsWith("121") ? 1200 : counted);
    }

    [Theory]
    [InlineData("2026-04", "start", true)]
    [InlineData("2026-04", "end", true)]
    [InlineData("2026", "start", true)]
    [InlineData("2026", "end", true)]
    [InlineData("2026-03", "start", false)]
    [InlineData("2026-05", "end", false)]
    [InlineData("2025", "start", false)]
    public void A_term_that_leaves_the_day_open_within_the_month_leaves_Part_B_open(string when, string which, bool open)
    {
        var moment = when.Length == 4 ? Moment.InYear(int.Parse(when, null)) : Moment.In(ServiceMonth.Parse(when));
        var coverage = which == "start" ? Of("121") with { Start = moment } : Of("121") with { End = moment };
        Covered(coverage).Assess().Answer("coverage.medicare-part-b").ShouldBe(open ? "cannot-tell hold" : "met");
    }

    [Theory]
    [InlineData("gap.date-unreadable", "Coverage/cov1", "$.period.end", true)]
    [InlineData("gap.value-type", "Coverage/cov1", "$.period", true)]
    [InlineData("gap.date-unreadable", "Coverage/cov1", "$.dateTime", true)]
    [InlineData("gap.date-unreadable", "Coverage/cov1", "$.created", true)]
    [InlineData("gap.date-unreadable", "Coverage/cov1", "$.payor[0]", false)]
    [InlineData("gap.other", "Coverage/cov1", "$.period.end", false)]
    [InlineData("gap.date-unreadable", "Coverage/cov2", "$.period.end", false)]
    public void A_date_that_cannot_be_read_leaves_Part_B_open(string code, string source, string path, bool open) =>
        Covered(Of("121")).With(record => record with { Gaps = [new RecordGap(code, new SourceReference("Coverage", source[^4..]), path, "Not read.")] })
            .Assess().Answer("coverage.medicare-part-b").ShouldBe(open ? "cannot-tell hold" : "met");

    [Theory]
    [InlineData("121 -", "2 -", "met")]                     // Medicaid never pays first
    [InlineData("121 -", "9 -", "cannot-tell hold")]        // of an unknown kind: it may
    [InlineData("121 1", "5 -", "met")]
    [InlineData("121 1", "5 1", "cannot-tell hold")]
    [InlineData("121 -", "5 1", "cannot-tell hold")]
    [InlineData("121 -", "5 0", "cannot-tell hold")]
    [InlineData("121 -", "5 2", "met")]
    [InlineData("121 2", "2 -", "not-met hold")]
    [InlineData("121 -", "2 1", "cannot-tell hold")]        // Medicaid, which the EHR says pays first
    [InlineData("121 -", "32 1", "cannot-tell hold")]       // the VA
    [InlineData("121 -", "32 0", "cannot-tell hold")]
    [InlineData("121 -", "32 2", "met")]
    [InlineData("121 1", "32 1", "met")]
    [InlineData("121 -", "12 1", "met")]                    // Medicare itself
    public void Whether_another_insurance_pays_before_Medicare_is_read_from_the_order(string medicare, string other, string answer)
    {
        static CoverageRecord Read(string words, string id) => Of(words.Split(' ')[0], id, words.EndsWith('-') ? null : int.Parse(words.Split(' ')[1], null));
        Covered(Read(medicare, "cov1"), Read(other, "cov2")).Assess().Answer("coverage.payer-rules").ShouldBe(answer);
    }

    [Fact]
    public void A_coverage_that_was_not_read_may_pay_first_and_is_never_assumed_away()
    {
        RecordGap gap = new("gap.modifier-extension", new SourceReference("Coverage", "x"), "$.modifierExtension", "Not known.");
        Covered(Of("121")).With(record => record with { Gaps = [gap] }).Assess().Answer("coverage.payer-rules").ShouldBe("cannot-tell hold");
        var assume = TestTenant.With(policy => policy with { Coverage = CoveragePolicy.AssumeMedicarePartB });
        Covered().With(record => record with { Gaps = [gap] }).Assess(assume).Answer("coverage.medicare-part-b").ShouldBe("cannot-tell hold");
        Covered().Assess(assume).Payer.ShouldBe("medicare-part-b");
    }

    [Theory]
    [InlineData(1, 2, "met")]
    [InlineData(1, null, "cannot-tell hold")]
    [InlineData(1, 1, "cannot-tell hold")]
    public void A_plan_of_other_rules_that_pays_later_is_no_question(int? own, int? other, string answer)
    {
        var tenant = TestTenant.Lakeside with { Payers = [new PayerSetting { Payer = "medicare-advantage", Payor = "Organization/acme", ConfirmedBy = "desk", ConfirmedOn = new DateOnly(2026, 1, 15) }] };
        Covered(Of("111", order: own) with { Payors = ["Organization/acme"] }, Of("111", "cov2", other)).Assess(tenant).Answer("coverage.payer-rules").ShouldBe(answer);
    }

    [Fact]
    public void The_payer_is_named_as_the_entry_names_it_else_as_its_coverage_does()
    {
        var coverage = Of("5") with { Payors = ["Organization/b", "Organization/a"] };
        Covered(coverage).Assess(Commercial).Payor.ShouldBe("Organization/a");
        Covered(coverage).Assess(Commercial with { Payers = [Commercial.Payers[0] with { Payor = "Organization/b" }] }).Payor.ShouldBe("Organization/b");
        Covered(coverage).Assess().Payor.ShouldBeNull();
    }

    [Fact]
    public void What_is_said_of_Part_B_holds_for_one_that_is_assumed_as_well()
    {
        var setting = new PayerSetting { Payer = "medicare-part-b", Conflicts = ImmutableSortedDictionary<string, ConflictHandling>.Empty.Add("tcm", ConflictHandling.Block) };
        var tenant = TestTenant.With(policy => policy with { Coverage = CoveragePolicy.AssumeMedicarePartB }) with { Payers = [setting] };
        var assessment = Covered().Service(Records.Visit("99495", "2026-04-08")).Assess(tenant);
        assessment.Answer("other-service.tcm").ShouldBe("not-met block");
        assessment.Lines[0].Amount.ShouldBe(66.13m);        // still Medicare's own amount
    }

    [Fact]
    public void Coverage_of_a_type_that_is_not_read_whole_takes_no_second_away() =>
        Covered(Of("121", start: "2026-04-20")).With(static record => record with { Unread = ["Coverage"] }).Assess().Time.ClinicalStaff.ShouldBe(1200);
}
