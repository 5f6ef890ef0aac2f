using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tests.Building;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Assessments;

public sealed class AssessorPropertyTests
{
    private const int Samples = 10_000;

    private static readonly PractitionerIdentity[] People = [TestTenant.Nurse, TestTenant.SecondNurse, TestTenant.DrA, TestTenant.DrB, TestTenant.Desk, TestTenant.Stranger];
    private static readonly string[] Activities = ["care-coordination", "documentation", "scheduling"];
    private static readonly DateTimeOffset Start = Records.Local("04-13 22:00");

    private static readonly Gen<TimeEntry> AnEntry = Gen.Select(
        Gen.Int[0, 100_000], Gen.Int[0, 300], Gen.Int[0, 3600], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 2], Gen.Bool,
        (id, minute, seconds, first, second, activity, shared) => Entry(id, minute, seconds, shared && first != second ? [People[first], People[second]] : [People[first]], Activities[activity]));

    private static readonly Gen<TimeEntry> LongEntry = Gen.Select(
        Gen.Int[0, 100_000], Gen.Int[0, 20_000], Gen.Int[0, 9000], Gen.Int[0, 5],
        (id, minute, seconds, who) => Entry(id, minute, seconds, [People[who]], Activities[0]));

    private static readonly Gen<HumanDecision> ADecision =
        from kind in Gen.Enum<DecisionKind>()
        from day in Gen.Int[1, 28]
        from code in Words("99490", "99439", "99491", "99437", "99487", "99489", "G0506")
        from units in Gen.Int[1, 4]
        from rule in Words("time.own-overlap", "time.parallel-staff", "time.unknown-performer", "pathway.choice", "units.mue", "consent.active", "care-plan.in-force", "visit.initiating")
        from pathway in Words("staff", "practitioner", "complex")
        from who in Words("Practitioner/dr-a", "Practitioner/dr-b", "Practitioner/rn-s")
        from yes in Gen.Bool
        select new HumanDecision
        {
            Patient = "Patient/p1",
            Month = Records.April,
            Kind = kind,
            By = "biller",
            At = new DateTimeOffset(2026, 5, day, 12, 0, 0, TimeSpan.Zero),
            Reason = "Looked at the chart.",
            Rules = kind == DecisionKind.Approve ? [rule] : [],
            Code = code,
            Units = units,
            Pathway = pathway,
            Practitioner = who,
            Level = yes ? "high" : "low",
            Day = new DateOnly(2026, 4, day),
            ExpectedDuration = yes,
            SignificantRisk = true,
            Withdraws = kind == DecisionKind.Withdraw ? "000000000000" : null,
        };

    private static readonly Gen<TimeEntry> StaffEntry = Gen.Select(
        Gen.Int[0, 100_000], Gen.Int[0, 300], Gen.Int[0, 1800], Gen.Int[0, 1],
        (id, minute, seconds, who) => Entry(id, minute, seconds, [People[who]], Activities[0]));

    [Fact]
    public void Every_second_of_every_entry_is_counted_or_excluded_once() => AnEntry.Array[0, 8].Sample(entries =>
    {
        var time = Assess(entries).Time;
        var all = Distinct(entries).Where(entry => !entry.Span.Interval!.Value.IsEmpty).Sum(entry => entry.Span.Interval!.Value.Duration.Ticks) / TimeSpan.TicksPerSecond;
        return time.ClinicalStaff + time.Practitioner + time.Excluded == all
            && time.ExcludedBy.Values.Sum() == time.Excluded
            && time.Lines.All(line => line.Span is null || line.ClinicalStaffSeconds + line.PractitionerSeconds + line.Excluded.Values.Sum() == (int)(line.Span.Value.Duration.Ticks / TimeSpan.TicksPerSecond));
    }, iter: Samples);

    [Fact]
    public void The_order_of_the_records_lists_changes_nothing() => Gen.Select(AnEntry.Array[1, 8], Gen.Int[0, int.MaxValue]).Sample((entries, turn) =>
    {
        var record = Rich(entries);
        var turned = record with
        {
            TimeEntries = Turn(record.TimeEntries, turn),
            Conditions = Turn(record.Conditions, turn),
            Consents = Turn(record.Consents, turn),
            CarePlans = Turn(record.CarePlans, turn),
            Coverages = Turn(record.Coverages, turn),
            OtherServices = Turn(record.OtherServices, turn),
            OwnClaims = Turn(record.OwnClaims, turn),
            Stays = Turn(record.Stays, turn),
            Gaps = Turn(record.Gaps, turn),
            DecisionMakings = Turn(record.DecisionMakings, turn),
            Decisions = Turn(record.Decisions, turn),
        };
        return Print(Assess(record)) == Print(Assess(turned));
    }, iter: Samples);

    [Fact]
    public void The_culture_of_the_host_changes_nothing() => LongEntry.Array[1, 5].Sample(entries =>
    {
        var record = Rich(entries);
        var before = CultureInfo.CurrentCulture;
        Assessment abroad;
        try
        {
            CultureInfo.CurrentCulture = Foreign;
            abroad = Assess(record);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        return Print(abroad) == Print(Assess(record));
    }, iter: 1_000);

    [Fact]
    public void More_countable_time_never_lowers_the_units_of_a_pathway() => Gen.Select(LongEntry.Array[0, 5], LongEntry, Gen.Bool).Sample((entries, more, decided) =>
    {
        var record = Records.Eligible().Record with { TimeEntries = Distinct(entries), DecisionMakings = decided ? [Moderate] : [] };
        var before = Assess(record);
        // Thirty minutes of the practitioner are a pathway of their own and leave the staff's, which is then a person's choice.
        var ofPractitioner = (entries.Length == 0 ? more : entries[0]).Performers[0].Who == TestTenant.DrA;
        if (ofPractitioner && before.Lines is [{ Code: not "99491" }, ..])
            return true;
        var after = Assess(record with { TimeEntries = Distinct([.. entries, more with { Source = new SourceReference("Encounter", "more"), Performers = entries.Length == 0 ? more.Performers : entries[0].Performers }]) });
        foreach (var line in before.Lines.Where(line => after.Lines.Length > 0 && after.Lines[0].Code == before.Lines[0].Code))
        {
            if (after.Lines.FirstOrDefault(other => other.Code == line.Code)?.Units is not { } units || units < line.Units)
                return false;
        }

        return after.Lines.Length > 0 || before.Lines.Length == 0;
    }, iter: Samples);

    [Fact]
    public void What_stands_in_the_way_never_turns_anything_into_a_bill() => Gen.Select(LongEntry.Array[0, 5], Gen.Int[0, 6], Gen.Int[1, 30]).Sample((entries, what, day) =>
    {
        var record = Rich(entries) with { Decisions = [] };
        var when = Records.Day($"2026-04-{day:D2}");
        var worse = what switch
        {
            0 => record with { Stays = [.. record.Stays, new Stay(new SourceReference("Encounter", "more"), StayKind.Inpatient, when, null)] },
            1 => record with { Consents = [.. record.Consents, Records.GivenOn($"2026-04-{day:D2}") with { Source = new SourceReference("Consent", "refused"), Status = "rejected" }] },
            2 => record with { DiedAt = when },
            3 => record with { OtherServices = [.. record.OtherServices, Records.Visit("99424", $"2026-04-{day:D2}")] },
            4 => record with { OtherServices = [.. record.OtherServices, Records.Visit("99490", $"2026-04-{day:D2}", TestTenant.DrB)] },
            5 => record with { OtherServices = [.. record.OtherServices, Records.Visit("G0181", $"2026-04-{day:D2}")] },
            _ => record with { DiedWithoutDate = true },
        };
        var (before, after) = (Assess(record), Assess(worse));
        if (after.Outcome != Outcome.Bill || before.Outcome == Outcome.Bill)
            return true;
        // Time that no longer counts can take a question about time with it: what is left is less, and nothing else was open.
        return before.Outcome == Outcome.Hold
            && before.Findings.Where(finding => finding is { Severity: Severity.Hold, Result: not FindingResult.Met }).All(finding => finding.Rule.StartsWith("time.") || finding.Rule is "units.mue" or "pathway.choice")
            && after.Time.ClinicalStaff + after.Time.Practitioner <= before.Time.ClinicalStaff + before.Time.Practitioner;
    }, iter: Samples);

    [Fact]
    public void What_people_decide_never_lifts_a_block_and_never_adds_a_unit() => Gen.Select(LongEntry.Array[0, 5], ADecision.Array[1, 4], Gen.Int[0, 3]).Sample((entries, decisions, without) =>
    {
        var record = Rich(entries) with { Decisions = [] };
        record = without switch
        {
            0 => record with { CarePlans = [] },
            1 => record with { Consents = [] },
            2 => record with { Coverages = [] },
            _ => record,
        };
        var before = Assess(record);
        var after = Assess(record with { Decisions = [.. decisions] });
        var mayRaise = decisions.Any(decision => decision.Kind is DecisionKind.AttestDecisionMaking or DecisionKind.BillingPractitioner or DecisionKind.ChoosePathway);
        if (without < 3 && after.Outcome == Outcome.Bill)
            return false;
        if (after.Outcome == Outcome.Bill && before.Outcome is Outcome.None or Outcome.Block && !mayRaise)
            return false;
        var carried = before.Lines.Concat(before.Alternatives.SelectMany(other => other.Lines)).ToArray();
        return mayRaise || after.Lines.All(line => carried.Any(known => known.Code == line.Code && known.Units >= line.Units));
    }, iter: Samples);

    [Fact]
    public void More_countable_staff_time_never_lowers_units() => Gen.Select(StaffEntry.Array[0, 6], StaffEntry).Sample((entries, more) =>
    {
        var before = Assess(entries).Lines.Sum(line => line.Units);
        var after = Assess([.. entries, more with { Source = new SourceReference("Encounter", "more") }]).Lines.Sum(line => line.Units);
        return after >= before;
    }, iter: Samples);

    [Fact]
    public void Taking_away_what_the_law_asks_for_never_makes_a_bill() => Gen.Select(AnEntry.Array[0, 6], Gen.Int[0, 4]).Sample((entries, what) =>
    {
        var record = Rich(entries);
        var poorer = what switch
        {
            0 => record with { Consents = [] },
            1 => record with { CarePlans = [] },
            2 => record with { Coverages = [] },
            3 => record with { Conditions = [.. record.Conditions.Take(1)] },
            _ => record with { OtherServices = [.. record.OtherServices.Where(service => service.Code != "99213")] },
        };
        return Assess(poorer).Outcome != Outcome.Bill;
    }, iter: Samples);

    [Fact]
    public void Splitting_an_entry_in_two_changes_no_second() => Gen.Select(StaffEntry.Array[1, 5], Gen.Int[1, 99]).Sample((entries, percent) =>
    {
        var whole = entries[0].Span.Interval!.Value;
        var cut = whole.Start.AddSeconds((long)whole.Duration.TotalSeconds * percent / 100);
        var first = entries[0] with { Source = new SourceReference("Encounter", "first"), Span = EntrySpan.Of(new(whole.Start, cut)) };
        var second = entries[0] with { Source = new SourceReference("Encounter", "second"), Span = EntrySpan.Of(new(cut, whole.End)) };
        return Assess(entries).Time.ClinicalStaff == Assess([first, second, .. Distinct(entries).Where(entry => entry.Source != entries[0].Source)]).Time.ClinicalStaff;
    }, iter: Samples);

    // The product runs without the cultures of its host; this one is as strange as any of them.
    private static CultureInfo Foreign { get; } = new("")
    {
        NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~", CurrencyDecimalSeparator = "," },
        DateTimeFormat = new DateTimeFormatInfo { DateSeparator = "#", TimeSeparator = "h", ShortDatePattern = "d/M/yy", LongTimePattern = "h:mm", AMDesignator = "v", PMDesignator = "n" },
    };

    private static Gen<string> Words(params string[] words) => Gen.Int[0, words.Length - 1].Select(at => words[at]);

    private static TimeEntry Entry(int id, int minute, int seconds, PractitionerIdentity[] people, string activity) => new()
    {
        Source = new SourceReference("Encounter", "e" + id.ToString(CultureInfo.InvariantCulture)),
        Activity = activity,
        Program = "ccm",
        Span = EntrySpan.Of(new(Start.AddMinutes(minute), Start.AddMinutes(minute).AddSeconds(seconds))),
        Performers = [.. people.Select(who => new Performer(who, null))],
    };

    private static Assessment Assess(TimeEntry[] entries) => Assess(Records.Eligible().Record with { TimeEntries = Distinct(entries) });

    private static DecisionMaking Moderate { get; } = new(new SourceReference("Encounter", "mdm"), "moderate", Records.Day("2026-04-16"), [TestTenant.DrA]);

    private static Assessment Assess(PatientRecord record) => Assessor.Assess(record, TestRules.Whole, TestTenant.Lakeside, Records.April, "0.1.0");

    private static ImmutableArray<TimeEntry> Distinct(IEnumerable<TimeEntry> entries) => [.. entries.DistinctBy(entry => entry.Source)];

    private static PatientRecord Rich(TimeEntry[] entries)
    {
        var record = Records.Eligible().Record;
        return record with
        {
            TimeEntries = Distinct(entries),
            Conditions = [.. record.Conditions, Records.Condition("c3", "N18.31"), Records.Condition("c4", "E11.22")],
            Consents = [.. record.Consents, Records.GivenOn("2026-02-01") with { Source = new SourceReference("Consent", "cons2") }],
            CarePlans = [.. record.CarePlans, Records.Plan("2026-03-01") with { Source = new SourceReference("CarePlan", "plan2") }],
            Coverages = [.. record.Coverages, new CoverageRecord { Source = new SourceReference("Coverage", "cov2"), Status = "active", PayerTypeCode = "5", Order = 2 }],
            OtherServices = [.. record.OtherServices, Records.Visit("99495", "2026-04-02"), Records.Visit("99213", "2026-02-02")],
            Stays = [new Stay(new SourceReference("Encounter", "s1"), StayKind.Inpatient, Records.Day("2026-04-20"), null), new Stay(new SourceReference("Encounter", "s2"), StayKind.Inpatient, Records.Day("2026-04-01"), Records.Day("2026-04-02"))],
            DecisionMakings = [Moderate, Moderate with { Source = new SourceReference("Encounter", "mdm2"), When = Records.Day("2026-04-20") }],
            Decisions = [Approval("time.own-overlap", 1), Approval("time.unknown-performer", 2)],
            Gaps = [new RecordGap("gap.b", null, "$.b", "b"), new RecordGap("gap.a", new SourceReference("Condition", "x"), "$.a", "a")],
        };
    }

    private static HumanDecision Approval(string rule, int day) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = DecisionKind.Approve,
        By = "biller",
        At = new DateTimeOffset(2026, 5, day, 12, 0, 0, TimeSpan.Zero),
        Reason = "Looked at the chart.",
        Rules = [rule],
    };

    private static ImmutableArray<T> Turn<T>(ImmutableArray<T> list, int turn)
    {
        if (list.IsEmpty)
            return list;
        var by = turn % list.Length;
        var turned = list.Skip(by).Concat(list.Take(by));
        return turn % 2 == 0 ? [.. turned] : [.. turned.Reverse()];
    }

    private static string Print(Assessment assessment) => string.Join('\n',
    [
        $"{assessment.Outcome} {assessment.BillingPractitioner} {assessment.Payer} {assessment.Coverage} {assessment.MemberKey} {assessment.Consent} {assessment.CarePlan}",
        string.Join(' ', assessment.Lines),
        string.Join(' ', assessment.Diagnoses),
        $"{assessment.Time.ClinicalStaff} {assessment.Time.Practitioner} {assessment.Time.Pooled} {assessment.Time.Surplus} {string.Join(' ', assessment.Time.ExcludedBy)}",
        .. assessment.Time.Lines.Select(line => $"{line.Source} {line.Span} {line.ClinicalStaffSeconds} {line.PractitionerSeconds} {string.Join(' ', line.Excluded)}"),
        .. assessment.Findings.Select(finding => $"{finding.Rule} {finding.Result} {finding.Severity} {finding.Message} {string.Join(' ', finding.Evidence)}"),
        .. assessment.Gaps.Select(gap => gap.ToString()),
        .. assessment.Next.Select(step => step.ToString()),
        .. assessment.Alternatives.Select(other => $"{other.Pathway} {string.Join(' ', other.Lines)} {other.Reason}"),
        .. assessment.Decisions.Select(decision => $"{decision.Decision.Id} {decision.NotFollowed}"),
        $"{assessment.WithoutDecisions?.Outcome} {(assessment.WithoutDecisions is { } without ? string.Join(' ', without.Lines) : "")}",
    ]);
}
