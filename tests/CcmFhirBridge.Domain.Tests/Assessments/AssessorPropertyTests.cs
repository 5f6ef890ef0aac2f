using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
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
            Stays = Turn(record.Stays, turn),
            Gaps = Turn(record.Gaps, turn),
        };
        return Print(Assess(record)) == Print(Assess(turned));
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

    private static TimeEntry Entry(int id, int minute, int seconds, PractitionerIdentity[] people, string activity) => new()
    {
        Source = new SourceReference("Encounter", "e" + id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Activity = activity,
        Program = "ccm",
        Span = EntrySpan.Of(new(Start.AddMinutes(minute), Start.AddMinutes(minute).AddSeconds(seconds))),
        Performers = [.. people.Select(who => new Performer(who, null))],
    };

    private static Assessment Assess(TimeEntry[] entries) => Assess(Records.Eligible().Record with { TimeEntries = Distinct(entries) });

    private static Assessment Assess(PatientRecord record) => Assessor.Assess(record, TestRules.StaffOnly, TestTenant.Lakeside, Records.April, "0.1.0");

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
            Gaps = [new RecordGap("gap.b", null, "$.b", "b"), new RecordGap("gap.a", new SourceReference("Condition", "x"), "$.a", "a")],
        };
    }

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
    ]);
}
