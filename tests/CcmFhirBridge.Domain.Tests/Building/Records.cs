using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Tests.Building;

/// <summary>A patient who fulfils everything in April 2026 except that nobody has logged time; each call changes one thing.</summary>
internal sealed class Records
{
    private int _next = 1;

    private Records()
    {
    }

    public static ServiceMonth April { get; } = new(2026, 4);

    public PatientRecord Record { get; private set; } = new()
    {
        Patient = new SourceReference("Patient", "p1"),
        GeneralPractitioners = [TestTenant.DrA],
        Conditions = [Condition("c-diabetes", "E11.9"), Condition("c-pressure", "I10")],
        Coverages = [new CoverageRecord { Source = new SourceReference("Coverage", "cov1"), Status = "active", PayerTypeCode = "121" }],
        Consents = [GivenOn("2026-01-10")],
        CarePlans = [Plan("2026-01-10")],
        OtherServices = [Visit("99213", "2026-01-05")],
    };

    public static Records Eligible() => new();

    public Records With(Func<PatientRecord, PatientRecord> change)
    {
        Record = change(Record);
        return this;
    }

    /// <summary>An entry from a local start, such as <c>04-14 10:00</c>.</summary>
    public Records Time(
        string start, int seconds, PractitionerIdentity? who = null, string activity = "care-coordination", string program = "ccm",
        bool nobody = false, ImmutableArray<ElsewhereTime> elsewhere = default)
    {
        var performers = nobody ? ImmutableArray<Performer>.Empty : [new Performer(who ?? TestTenant.Nurse, null)];
        return Entry(EntrySpan.Of(Span(start, seconds)), performers, activity, program, elsewhere);
    }

    /// <summary>Lets answers tell how long the last entry was.</summary>
    public Records Answered(params string[] responses) => With(record => record with
    {
        TimeEntries = record.TimeEntries.SetItem(record.TimeEntries.Length - 1, record.TimeEntries[^1] with { Answers = [.. responses.Select(id => new SourceReference("QuestionnaireResponse", id))] }),
    });

    public Records Entry(
        EntrySpan span, ImmutableArray<Performer> performers, string activity = "care-coordination", string program = "ccm",
        ImmutableArray<ElsewhereTime> elsewhere = default) => With(record => record with
        {
            TimeEntries = record.TimeEntries.Add(new TimeEntry
            {
                Source = new SourceReference("Encounter", "t" + _next++.ToString(CultureInfo.InvariantCulture), "1"),
                Activity = activity,
                Program = program,
                Span = span,
                Performers = performers,
                Elsewhere = elsewhere.IsDefault ? [] : elsewhere,
            }),
        });

    /// <summary>Gives every entry a text and perhaps the day on which it was recorded.</summary>
    public Records Wrote(EntryNote note, string? recorded = null) => With(record => record with
    {
        TimeEntries = [.. record.TimeEntries.Select(entry => entry with { Note = note, RecordedAt = recorded is null ? null : Day(recorded) })],
    });

    public Records Service(OtherService service) => With(record => record with { OtherServices = record.OtherServices.Add(service) });

    /// <summary>
    /// The month with its reasons; what is decided without them is looked at as well, and has to be the same. No finding and no step is without words.
    /// </summary>
    public Assessment Assess(Tenant? tenant = null, RulesInForce? rules = null, ServiceMonth? month = null)
    {
        var assessment = Assessor.Assess(Record, rules ?? TestRules.StaffOnly, tenant ?? TestTenant.Lakeside, month ?? April, "0.1.0");
        var decided = Assessor.Decide(Record, rules ?? TestRules.StaffOnly, tenant ?? TestTenant.Lakeside, month ?? April);
        decided.Outcome.ShouldBe(assessment.Outcome);
        decided.Lines.ShouldBe(assessment.Lines);
        assessment.Findings.ShouldAllBe(static finding => finding.Message.Length > 0 && finding.Source.Length > 0);
        assessment.Next.ShouldAllBe(static step => step.Action.Length > 0 && step.By.Length > 0);
        return assessment;
    }

    public static DateTimeOffset Local(string monthDayTime)
    {
        var local = DateTime.ParseExact("2026-" + monthDayTime, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return TestTenant.Lakeside.TimeZone.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
    }

    public static Interval Span(string start, int seconds) => new(Local(start), Local(start).AddSeconds(seconds));

    public static Moment Day(string day) => Moment.On(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static ConditionRecord Condition(string id, string code) => new()
    {
        Source = new SourceReference("Condition", id),
        Codings = [new ConditionCoding(ConditionCodeSystem.Icd10Cm, code)],
        ClinicalStatus = "active",
        VerificationStatus = "confirmed",
        Category = ConditionCategory.ProblemList,
    };

    public static CcmConsent GivenOn(string day) => new()
    {
        Source = new SourceReference("Consent", "cons1"),
        Status = "active",
        PeriodStart = Day(day),
        RecordedAt = Day(day),
        BillingPractitioner = TestTenant.DrA,
        Disclosures = new ConsentDisclosures(true, true, true, true),
    };

    public static CcmCarePlan Plan(string day) => new()
    {
        Source = new SourceReference("CarePlan", "plan1"),
        Status = "active",
        Intent = "plan",
        IsCcmCategory = true,
        Start = Day(day),
        Author = TestTenant.DrA,
        SharedAt = Day(day),
        Addresses = ["Condition/c-diabetes", "Condition/c-pressure"],
        Attestation = new DurationRiskAttestation(TestTenant.DrA, Day(day), true, true, new SourceReference("CarePlan", "plan1")),
    };

    public static OtherService Visit(string code, string day, PractitionerIdentity? by = null) => new()
    {
        Source = new SourceReference("Claim", "claim-" + code + "-" + day),
        Code = code,
        Start = Day(day),
        Performers = [by ?? TestTenant.DrA],
        Organization = "tin:123456789",
        CcmDiscussed = true,
    };
}
