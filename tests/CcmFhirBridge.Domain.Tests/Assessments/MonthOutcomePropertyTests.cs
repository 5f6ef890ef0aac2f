using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Domain.Tests.Building;
using CsCheck;

namespace CcmFhirBridge.Domain.Tests.Assessments;

/// <summary>What is decided without reasons is what is decided with them.</summary>
public sealed class MonthOutcomePropertyTests
{
    private const int Samples = 20_000;

    private static readonly PractitionerIdentity[] People = [TestTenant.Nurse, TestTenant.SecondNurse, TestTenant.DrA, TestTenant.DrB, TestTenant.Desk, TestTenant.Stranger];
    private static readonly string[] Activities = ["care-coordination", "documentation", "scheduling", "something-else"];
    private static readonly string[] WarnAtMost = ["time.other-practitioner", "time.own-overlap", "time.floor", "care-plan.shared", "note.text", "note.late"];
    private static readonly RulesInForce?[] Rules = [TestRules.Whole, TestRules.StaffOnly, TestRules.WithComplex, TestRules.Clinic, null];

    private static readonly Tenant[] Practices =
    [
        TestTenant.Lakeside,
        TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Flag, Attestation = AttestationPolicy.CarePlan, StrictSameDayVisit = true }),
        TestTenant.With(policy => policy with { ParallelStaff = ParallelStaffPolicy.Hold, Pathway = PathwayPolicy.Practitioner, PoolPractitionerTime = false }),
        TestTenant.WithBilling(billing => billing with { Charges = ImmutableSortedDictionary<string, decimal>.Empty, DateOfService = DateOfServiceChoice.MonthEnd }),
    ];

    private static readonly Gen<TimeEntry> AnEntry = Gen.Select(
        Gen.Int[0, 100_000], Gen.Int[-3_000, 40_000], Gen.Int[0, 4_000], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 20], Gen.Int[0, 30],
        (id, minute, seconds, first, second, activity, span) => new TimeEntry
        {
            Source = new SourceReference("Encounter", "e" + id.ToString(CultureInfo.InvariantCulture)),
            Activity = Activities[Math.Max(0, activity - 17)],
            Program = span == 30 ? "rpm" : "ccm",
            Span = span < 28
                ? EntrySpan.Of(new Interval(Records.Local("04-03 10:00").AddMinutes(minute), Records.Local("04-03 10:00").AddMinutes(minute).AddSeconds(seconds)), lengthDisagrees: span == 27)
                : EntrySpan.Not(SpanProblem.NoEnd, new DateOnly(2026, 4, 3)),
            Performers = first == second ? [new Performer(People[first], null)] : [new Performer(People[first], null), new Performer(People[second], null)],
        });

    // One known person's work of a kind that counts, in the morning of a day.
    private static readonly Gen<TimeEntry> AnOrdinaryEntry = Gen.Select(Gen.Int[0, 100_000], Gen.Int[1, 28], Gen.Int[-60, 300], Gen.Int[0, 4_000], Gen.Int[0, 3], (id, day, minute, seconds, who) => new TimeEntry
    {
        Source = new SourceReference("Encounter", "e" + id.ToString(CultureInfo.InvariantCulture)),
        Activity = Activities[0],
        Program = "ccm",
        Span = EntrySpan.Of(new Interval(Records.Local($"04-{day:D2} 10:00").AddMinutes(minute), Records.Local($"04-{day:D2} 10:00").AddMinutes(minute).AddSeconds(seconds))),
        Performers = [new Performer(People[who], null)],
    });

    private static readonly Gen<PatientRecord> ARecord = Gen.Select(Gen.OneOf(AnEntry.Array[0, 6], AnOrdinaryEntry.Array[1, 6]), Gen.Int[0, 21], Gen.Int[1, 30], Gen.Int[0, 5]).Select((entries, what, day, decided) =>
    {
        var record = Records.Eligible().Record with { TimeEntries = [.. entries.DistinctBy(entry => entry.Source)], Decisions = decided == 0 ? [Decision(DecisionKind.Approve), Decision(DecisionKind.LowerUnits)] : [] };
        var when = Records.Day($"2026-04-{day:D2}");
        return what switch
        {
            0 => record with { Consents = [] },
            1 => record with { CarePlans = [] },
            2 => record with { Coverages = [] },
            3 => record with { Conditions = [.. record.Conditions.Take(1)] },
            4 => record with { OtherServices = [Records.Visit("99424", $"2026-04-{day:D2}"), Records.Visit("99213", "2026-01-05", TestTenant.DrB)] },
            5 => record with { OtherServices = [.. record.OtherServices, Records.Visit("G0181", $"2026-04-{day:D2}")] },
            6 => record with { Stays = [new Stay(new SourceReference("Encounter", "s1"), StayKind.Inpatient, when, null)] },
            7 => record with { DiedAt = when },
            8 => record with { Consents = [Records.GivenOn($"2026-04-{day:D2}")] },
            9 => record with { CarePlans = [Records.Plan($"2026-04-{day:D2}")] },
            10 => record with { DecisionMakings = [new DecisionMaking(new SourceReference("Encounter", "mdm"), "high", when, [TestTenant.DrA])] },
            11 => record with { OtherServices = [Records.Visit("99213", $"2026-04-{day:D2}") with { ExtendedPlanning = true, Source = new SourceReference("Encounter", "v") }] },
            12 => record with { Conditions = [record.Conditions[0], Records.Condition("c-kidney", "N18.31") with { Onset = when }] },
            13 => record with { Conditions = [.. record.Conditions.Take(1), Records.Condition("c-heart", "I50"), Records.Condition("c-cold", "J06.9")] },
            14 => record with { Conditions = [Records.Condition("c-other", "E11.22"), .. record.Conditions.Take(1), Records.Condition("c-new", "Z99")] },
            15 => record with { Consents = [.. record.Consents, Records.GivenOn($"2026-04-{day:D2}") with { Source = new SourceReference("Consent", "no"), Status = "rejected" }] },
            16 => record with { OtherServices = [.. record.OtherServices, Held(day, TestTenant.Nurse), Held(31 - day, TestTenant.DrA)] },
            17 => record with { Consents = [Records.GivenOn("2026-01-05") with { PeriodEnd = Moment.At(Records.Local($"04-{day:D2} 10:20")) }] },
            18 => record with { Coverages = [record.Coverages[0] with { Start = when }] },
            19 => record with { OwnClaims = [new OwnClaim(new SourceReference("Claim", "own"), "own", Records.Day($"2026-03-{day:D2}"), TestTenant.DrA)] },
            _ => record,
        };
    });

    [Fact]
    public void What_the_month_comes_to_is_the_same_whether_or_not_anybody_asks_why() =>
        Gen.Select(ARecord, Gen.Int[0, 4], Gen.Int[0, 3]).Sample((record, rules, practice) =>
        {
            var outcome = Assessor.Decide(record, Rules[rules], Practices[practice], Records.April);
            var assessment = Assessor.Assess(record, Rules[rules], Practices[practice], Records.April, "0.1.0");
            return outcome.Outcome == assessment.Outcome && outcome.Lines.SequenceEqual(assessment.Lines);
        }, iter: Samples);

    [Fact]
    public void Who_asks_why_afterwards_gets_the_whole_assessment() => Gen.Select(ARecord, Gen.Int[0, 4]).Sample((record, rules) =>
    {
        var explained = Assessor.Decide(record, Rules[rules], TestTenant.Lakeside, Records.April).Explain("0.1.0");
        var assessment = Assessor.Assess(record, Rules[rules], TestTenant.Lakeside, Records.April, "0.1.0");
        return explained.Print() == assessment.Print();
    }, iter: 2_000);

    [Fact]
    public void A_check_without_reach_in_a_month_neither_holds_nor_blocks_it() => Gen.Select(ARecord, Gen.Int[0, 3], Gen.Int[0, 3]).Sample((record, rules, practice) =>
    {
        var findings = Assessor.Assess(record, Rules[rules], Practices[practice], Records.April, "0.1.0").Findings;
        return findings.Where(finding => WarnAtMost.Contains(finding.Rule)).All(finding => finding.Result == FindingResult.Met || finding.Severity is Severity.Info or Severity.Warn);
    }, iter: 2_000);

    // A billed visit of some hours, which takes the time of whoever held it.
    private static OtherService Held(int day, PractitionerIdentity who)
    {
        var hours = Records.Span($"04-{day:D2} 09:30", 4 * 3600);
        return Records.Visit("99213", $"2026-04-{day:D2}", who) with
        {
            Source = new SourceReference("Encounter", $"held{day}"),
            Start = Moment.At(hours.Start),
            End = Moment.At(hours.End),
            Participants = [new Performer(who, null)],
        };
    }

    private static HumanDecision Decision(DecisionKind kind) => new()
    {
        Patient = "Patient/p1",
        Month = Records.April,
        Kind = kind,
        By = "biller",
        At = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero),
        Reason = "Looked at the chart.",
        Rules = kind == DecisionKind.Approve ? ["time.unknown-performer", "visit.initiating"] : [],
        Code = "99439",
        Units = 1,
    };
}
