using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;

namespace CcmFhirBridge.Domain.Tests.Assessments.Checks;

/// <summary>What a biller reads about the month's time.</summary>
public sealed class TimeSentencesTests
{
    private static readonly Performer Nurse = new(TestTenant.Nurse, null);
    private static readonly SourceReference StaySource = new("Encounter", "stay");

    private static Records Served => Records.Eligible().Time("04-14 10:00", 1200);

    private static Assessment Without(SpanProblem problem) => Served.Entry(EntrySpan.Not(problem, new DateOnly(2026, 4, 3)), [Nurse]).Assess();

    private static Assessment Stays(params Stay[] stays) => Served.With(record => record with { Stays = [.. stays] }).Assess();

    private static Assessment Died(Moment when) => Served.With(record => record with { DiedAt = when }).Assess();

    private static OtherService Visit(string code, Moment start, Moment? end, params PractitionerIdentity[] who) => new()
    {
        Source = new SourceReference("Encounter", "visit"),
        Code = code,
        Start = start,
        End = end,
        Participants = [.. who.Select(one => new Performer(one, null))],
        Performers = [.. who],
    };

    private static Moment At(string when) => Moment.At(Records.Local(when));

    private static readonly Sentences Said = new()
    {
        { "time.open-ended", "no end", () => Without(SpanProblem.NoEnd), "cannot-tell hold: An entry has neither an end nor a length and was not counted. <Encounter/t2>" },
        { "time.open-ended", "all have one", () => Without(SpanProblem.DateOnly), "met: Every entry has an end or a length." },
        { "time.date-only", "day alone", () => Without(SpanProblem.DateOnly), "cannot-tell hold: An entry gives a day without a time and was not counted. <Encounter/t2>" },
        { "time.date-only", "all have a time", () => Without(SpanProblem.NoEnd), "met: Every entry says at what time it was." },
        {
            "time.no-span", "missing", () => Without(SpanProblem.Missing),
            "cannot-tell hold: An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted. <Encounter/t2>"
        },
        {
            "time.no-span", "backwards", () => Without(SpanProblem.EndBeforeStart),
            "cannot-tell hold: An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted. <Encounter/t2>"
        },
        {
            "time.no-span", "unreadable", () => Without(SpanProblem.Unreadable),
            "cannot-tell hold: An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted. <Encounter/t2>"
        },
        { "time.no-span", "all have one", () => Served.Assess(), "met: Every entry has a period that makes sense." },
        { "time.open-ended", "none at all", () => Served.Assess(), "met: Every entry has an end or a length." },
        {
            "time.open-ended", "of another programme", () => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), [Nurse], program: "rpm").Assess(),
            "met: Every entry has an end or a length."
        },
        {
            "time.open-ended", "of scheduling", () => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), [Nurse], "scheduling").Assess(),
            "met: Every entry has an end or a length."
        },
        {
            "time.open-ended", "of the desk", () => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), [new Performer(TestTenant.Desk, null)]).Assess(),
            "met: Every entry has an end or a length."
        },
        {
            "time.open-ended", "of the desk and a nurse", () => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), [new Performer(TestTenant.Desk, null), Nurse]).Assess(),
            "cannot-tell hold: An entry has neither an end nor a length and was not counted. <Encounter/t2>"
        },
        {
            "time.open-ended", "of nobody", () => Served.Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), []).Assess(),
            "cannot-tell hold: An entry has neither an end nor a length and was not counted. <Encounter/t2>"
        },
        {
            "time.open-ended", "cannot change the codes", () => Records.Eligible().Time("04-14 10:00", 1200).Time("04-15 10:00", 2400)
                .Entry(EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)), [Nurse]).Assess(),
            "cannot-tell warn: An entry has neither an end nor a length and was not counted. <Encounter/t3>"
        },
        {
            "time.length", "differ", () => Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200), lengthDisagrees: true), [Nurse]).Assess(),
            "cannot-tell warn: Length and period of an entry differ; the shorter was counted. <Encounter/t1>"
        },
        { "time.length", "agree", () => Served.Assess(), "met: No entry's length and period differ." },
        {
            "time.length", "an answer and the period differ", () => Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200), lengthDisagrees: true), [Nurse]).Answered("q1").Assess(),
            "cannot-tell warn: Length and period of an entry differ; the shorter was counted. <Encounter/t1 QuestionnaireResponse/q1>"
        },
        {
            "time.length", "answers differ", () => Records.Eligible().Entry(EntrySpan.Of(Records.Span("04-14 10:00", 1200), lengthDisagrees: true), [Nurse]).Answered("q1", "q2").Assess(),
            "cannot-tell warn: Length and period of an entry differ, or the answers about its length do; the shortest was counted. <Encounter/t1 QuestionnaireResponse/q1 QuestionnaireResponse/q2>"
        },
        { "time.length", "answers are not read", () => Served.With(record => record with { Unread = ["QuestionnaireResponse"] }).Assess(), "cannot-tell hold: The EHR does not let the answers be read that tell how long entries were." },
        {
            "time.no-span", "an answer that is no length", () => Served.Entry(EntrySpan.Not(SpanProblem.Answer, new DateOnly(2026, 4, 3)), [Nurse]).Answered("q1").Assess(),
            "cannot-tell hold: An entry has no period, one that cannot be read, or one that ends before it starts, and was not counted. An answer that tells how long one was is not written as mapping.answers says. <Encounter/t2 QuestionnaireResponse/q1>"
        },
        {
            "time.no-span", "an answer that is no length, in another month", () => Served.Entry(EntrySpan.Not(SpanProblem.Answer, new DateOnly(2026, 5, 1)), [Nurse]).Answered("q1").Assess(),
            "met: Every entry has a period that makes sense."
        },
        { "time.too-long", "four hours and a second", () => Served.Time("04-15 10:00", 14401).Assess(), "cannot-tell hold: An entry is longer than the practice's policy believes and was not counted. <Encounter/t2>" },
        { "time.too-long", "four hours", () => Served.Time("04-15 10:00", 14400).Assess(), "met: No entry is longer than the practice's policy believes." },
        { "time.unknown-activity", "unknown", () => Served.Time("04-15 10:00", 1200, activity: "gardening").Assess(), "cannot-tell hold: An entry's activity is not one that is known and was not counted. <Encounter/t2>" },
        { "time.unknown-activity", "known", () => Served.Assess(), "met: Every entry's activity is known." },
        {
            "time.unknown-performer", "unknown", () => Served.Time("04-15 10:00", 1200, TestTenant.Stranger).Assess(),
            "cannot-tell hold: Who worked in an entry, or in what role, is not known and the time was not counted. <Encounter/t2>"
        },
        {
            "time.unknown-performer", "nobody", () => Served.Time("04-15 10:00", 1200, nobody: true).Assess(),
            "cannot-tell hold: Who worked in an entry, or in what role, is not known and the time was not counted. <Encounter/t2>"
        },
        { "time.unknown-performer", "known", () => Served.Time("04-15 10:00", 60, TestTenant.Desk).Assess(), "met: Everybody who worked is known as practitioner, clinical staff or neither." },
        {
            "time.other-practitioner", "a partner", () => Served.Time("04-15 10:00", 60, TestTenant.DrB).Assess(),
            "cannot-tell info: Time of a practitioner who is not the billing practitioner was counted as clinical-staff time. <Encounter/t2>"
        },
        { "time.other-practitioner", "none", () => Served.Time("04-15 10:00", 60, TestTenant.DrA).Assess(), "met: No practitioner other than the billing one worked." },
        {
            "time.billed-visit", "no hours", () => Served.Service(Visit("99213", Records.Day("2026-04-14"), null, TestTenant.Nurse)).Assess(),
            "cannot-tell hold: A billed visit does not say when on the day it was, and its performer has counted time on that day. <Encounter/visit>"
        },
        {
            "time.billed-visit", "no hours, and it does not matter", () => Served.Time("04-15 10:00", 1199).Service(Visit("99213", Records.Day("2026-04-15"), null, TestTenant.Nurse)).Assess(),
            "cannot-tell warn: A billed visit does not say when on the day it was, and its performer has counted time on that day. <Encounter/visit>"
        },
        {
            "time.billed-visit", "no hours, over several days", () => Served.Service(Visit("99213", Records.Day("2026-04-12"), Records.Day("2026-04-14"), TestTenant.Nurse)).Assess(),
            "cannot-tell hold: A billed visit does not say when on the day it was, and its performer has counted time on that day. <Encounter/visit>"
        },
        {
            "time.billed-visit", "names nobody", () => Served.Service(Visit("99213", At("04-14 09:00"), At("04-14 11:00"))).Assess(),
            "cannot-tell hold: A billed visit names nobody, and time inside it was counted. <Encounter/visit>"
        },
        {
            "time.billed-visit", "names nobody and no hours", () => Served.Service(Visit("99213", Records.Day("2026-04-14"), null)).Assess(),
            "cannot-tell hold: A billed visit names nobody, and time inside it was counted. <Encounter/visit>"
        },
        { "time.billed-visit", "names nobody, other hours", () => Served.Service(Visit("99213", At("04-14 11:00"), At("04-14 12:00"))).Assess(), "met: No counted second lies in a billed visit of the same person." },
        { "time.billed-visit", "a CCM code that names nobody", () => Served.Service(Visit("99490", At("04-14 09:00"), At("04-14 11:00"))).Assess(), "met: No counted second lies in a billed visit of the same person." },
        {
            "time.billed-visit", "a bill that names nobody", () => Served.Service(Visit("99213", At("04-14 09:00"), At("04-14 11:00")) with { Source = new SourceReference("Claim", "c1") }).Assess(),
            "met: No counted second lies in a billed visit of the same person."
        },
        {
            "time.billed-visit", "inside", () => Served.Service(Visit("99213", At("04-14 10:10"), At("04-14 10:15"), TestTenant.Nurse)).Assess(),
            "met: Time inside a billed visit of the same person was taken out. <Encounter/t1>"
        },
        { "time.billed-visit", "none", () => Served.Assess(), "met: No counted second lies in a billed visit of the same person." },
        {
            "time.own-overlap", "overlap", () => Served.Time("04-14 10:10", 1200).Assess(),
            "cannot-tell warn: Entries of one person overlap each other; the shared time was counted once. <Encounter/t2>"
        },
        { "time.own-overlap", "none", () => Served.Time("04-14 10:20", 1200).Assess(), "met: Nobody's entries overlap each other." },
        {
            "time.staff-elsewhere", "two patients", () => Records.Eligible().Time("04-14 10:00", 1200, elsewhere: [new ElsewhereTime(TestTenant.Nurse.Person, Records.Span("04-14 10:00", 1200), "Patient/p2")]).Assess(),
            "cannot-tell hold: The same person logged time for other patients at the same moment; the time was split among the patients. <Encounter/t1>"
        },
        { "time.staff-elsewhere", "none", () => Served.Assess(), "met: Nobody logged time for another patient at the same moment." },
        {
            "time.parallel-staff", "two people", () => Served.Time("04-14 10:00", 60, TestTenant.SecondNurse).Assess(),
            "cannot-tell warn: Two people worked at the same moment; the time was counted once. <Encounter/t2>"
        },
        {
            "time.parallel-staff", "two people, different work", () => Served.Time("04-14 10:00", 60, TestTenant.SecondNurse, "documentation")
                .Assess(TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Flag })),
            "cannot-tell warn: Two people did different work at the same moment; both were counted by the practice's policy. <Encounter/t2>"
        },
        { "time.parallel-staff", "none", () => Served.Assess(), "met: No two people's time was counted for the same moment." },
        { "time.stay", "none", () => Stays(), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "before the month", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-03-01"), Records.Day("2026-03-31"))), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "after the month", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-05-01"), Records.Day("2026-05-04"))), "met: The EHR shows no inpatient stay in the month." },
        {
            "time.stay", "two of the month", () => Stays(
                new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-04-01"), Records.Day("2026-04-02")),
                new Stay(new SourceReference("Encounter", "s0"), StayKind.SkilledNursingPartA, Records.Day("2026-04-05"), Records.Day("2026-04-05"))),
            "met: Time inside the stay was taken out. <Encounter/s0 Encounter/stay>"
        },
        {
            "time.stay", "no admission", () => Stays(new Stay(StaySource, StayKind.Inpatient, null, Records.Day("2026-04-01"))),
            "cannot-tell hold: A stay does not say when it began, so the time inside it cannot be told. <Encounter/stay>"
        },
        { "time.stay", "no admission, ended at the month's first instant", () => Stays(new Stay(StaySource, StayKind.Inpatient, null, At("04-01 00:00"))), "met: The EHR shows no inpatient stay in the month." },
        {
            "time.stay", "unknown modifier", () => Served.With(record => record with { Gaps = [new RecordGap("gap.modifier-extension", new SourceReference("Encounter", "e9"), "$.modifierExtension", "Not known.")] }).Assess(),
            "cannot-tell hold: An encounter carries a modifier that is not known, so whether it is a stay or a visit cannot be told. <Encounter/e9>"
        },
        {
            "time.stay", "backwards", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-04-10"), Records.Day("2026-04-08"))),
            "cannot-tell hold: A stay ends before it begins, so the time inside it cannot be told. <Encounter/stay>"
        },
        {
            "time.stay", "backwards, from May back to April", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-05-10"), Records.Day("2026-04-30"))),
            "cannot-tell hold: A stay ends before it begins, so the time inside it cannot be told. <Encounter/stay>"
        },
        {
            "time.stay", "backwards, from April back to March", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-04-01"), Records.Day("2026-03-01"))),
            "cannot-tell hold: A stay ends before it begins, so the time inside it cannot be told. <Encounter/stay>"
        },
        { "time.stay", "backwards in March", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-03-10"), Records.Day("2026-03-08"))), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "backwards in May", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-05-10"), Records.Day("2026-05-08"))), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "backwards, to the first of May", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-05-10"), Records.Day("2026-05-01"))), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "backwards, from the last of March", () => Stays(new Stay(StaySource, StayKind.Inpatient, Records.Day("2026-03-31"), Records.Day("2026-03-01"))), "met: The EHR shows no inpatient stay in the month." },
        { "time.stay", "of no length", () => Stays(new Stay(StaySource, StayKind.Inpatient, At("04-10 00:00"), Records.Day("2026-04-09"))), "met: The EHR shows no inpatient stay in the month." },
        {
            "time.stay", "hospice", () => Stays(new Stay(StaySource, StayKind.Hospice, Records.Day("2026-03-01"), null)),
            "cannot-tell hold: The patient is in hospice in the month: who may bill what has to be decided. <Encounter/stay>"
        },
        { "time.death", "none", () => Served.Assess(), "met: The EHR shows no death." },
        { "time.death", "no date", () => Served.With(record => record with { DiedWithoutDate = true }).Assess(), "cannot-tell hold: The patient has died and the date is not recorded. <Patient/p1>" },
        { "time.death", "on the day of the time", () => Died(Records.Day("2026-04-14")), "cannot-tell hold: Time on the day of death was counted, and the hour of death is not recorded. <Patient/p1>" },
        { "time.death", "after the time", () => Died(At("04-14 10:20")), "met: No time after death was counted. <Patient/p1>" },
        { "time.death", "in May", () => Died(At("05-01 00:00")), "met: The patient lived through the month. <Patient/p1>" },
        { "time.floor", "no time", () => Records.Eligible().Assess(), "not-met info: The EHR shows no CCM time in the month." },
        { "time.floor", "short", () => Records.Eligible().Time("04-14 10:00", 1139).Assess(), "not-met info: Counted 18:59; 99490 needs 20:00: 1:01 short." },
        { "time.floor", "first unit", () => Records.Eligible().Time("04-14 10:00", 1201).Assess(), "met: Counted 20:01 reaches a code; 19:59 short of 99439." },
        { "time.floor", "second unit", () => Records.Eligible().Time("04-14 10:00", 2405).Assess(), "met: Counted 40:05 reaches a code; 19:55 short of another 99439." },
        { "time.floor", "last unit", () => Records.Eligible().Time("04-14 10:00", 3600).Assess(), "met: Counted 60:00 reaches a code and carries its last unit." },
        { "time.floor", "no code", () => Records.Eligible().Time("04-14 10:00", 60).Assess(rules: TestRules.StaffOnly with { Codes = [] }), "not-met info: Counted 1:00; no code for it is in force." },
        {
            "time.floor", "no rules", () => Assessor.Assess(Served.Time("04-15 10:00", 65, TestTenant.DrA).Record, null, TestTenant.Lakeside, Records.April, "0.1.0"),
            "cannot-tell info: Counted 21:05; without rules in force no floor is known."
        },
        {
            "time.floor", "clinic short", () => Records.Eligible().Time("04-14 10:00", 60).Assess(TestTenant.WithBilling(billing => billing with { Setting = PracticeSetting.Rhc }), TestRules.Clinic),
            "not-met info: Counted 1:00; 99490 needs 20:00: 19:00 short."
        },
        {
            "time.floor", "two codes, the nearer one", () => Records.Eligible().Time("04-14 10:00", 60)
                .Assess(rules: TestRules.StaffOnly with { Codes = [TestRules.Base99490 with { Code = "99XXX", FloorSeconds = 1500 }, TestRules.Base99490] }),
            "not-met info: Counted 1:00; 99490 needs 20:00: 19:00 short."
        },
        {
            "time.floor", "an add-on of a low floor", () => Records.Eligible().Time("04-14 10:00", 1300).Assess(rules: TestRules.StaffOnly with { Codes = [TestRules.Base99490, TestRules.AddOn99439 with { FloorSeconds = 1300 }] }),
            "met: Counted 21:40 reaches a code; 18:20 short of 99439."
        },
        {
            "time.floor", "one add-on is full, another is not", () => Records.Eligible().Time("04-14 10:00", 3600)
                .Assess(rules: TestRules.StaffOnly with { Codes = [TestRules.Base99490, TestRules.AddOn99439, TestRules.AddOn99439 with { Code = "G2058", FloorSeconds = 4800 }] }),
            "met: Counted 60:00 reaches a code; 20:00 short of G2058."
        },
        { "time.floor", "own code, any units", () => Records.Eligible().Time("04-14 10:00", 3600, TestTenant.DrA).Assess(rules: TestRules.Whole), "met: Counted 60:00 reaches a code; 30:00 short of another 99437." },
    };

    public static TheoryData<string> Cases => Said.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_answer_is_said_with_what_it_rests_on(string what) => Said.Check(what);

    [Fact]
    public void What_is_short_of_the_floor_shows_the_rule_values_that_it_was_compared_with()
    {
        var finding = Records.Eligible().Time("04-14 10:00", 60).Assess().Finding("time.floor");
        finding.Reads.ShouldHaveSingleItem().Parameter.ShouldBe("codes.99490.amount");
        finding.Source.ShouldBe("MLN909188, page 4");
    }
}
