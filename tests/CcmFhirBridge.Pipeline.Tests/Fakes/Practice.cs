using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Tests.Fakes;

/// <summary>A practice in New York, its month of April 2026, and rules with two codes.</summary>
public static class Practice
{
    public static readonly ServiceMonth April = ServiceMonth.Parse("2026-04");

    /// <summary>5 May 2026, 06:00 in New York: from here April may be closed.</summary>
    public static readonly DateTimeOffset CloseTime = new(2026, 5, 5, 10, 0, 0, TimeSpan.Zero);

    public static Tenant Tenant { get; } = new()
    {
        Slug = "lakeside",
        Name = "Lakeside Family Practice",
        TimeZone = PracticeTimeZone.Find("America/New_York"),
        Revision = "sha256:1",
        Ehr = new EhrSettings { BaseUrl = new Uri("https://ehr.example/fhir") },
        Billing = new BillingSettings
        {
            Organization = new BillingOrganization("Lakeside", "1234567893", "123456789", null, null),
            FirstMonth = April,
        },
        Policy = new TenantPolicy(),
    };

    public static IRulePack Rules { get; } = new Pack();

    public static MonthRules MonthRules(IMonthStore months) => new(new ShippedRulePack(Rules, "rules"u8.ToArray()), months, static _ => Rules);

    public static Tenant With(this Tenant tenant, Func<BillingSettings, BillingSettings> change) => tenant with { Billing = change(tenant.Billing) };

    /// <summary>An assessment that any release would bill: one unit of 99490 and, with 40 minutes, one of 99439.</summary>
    public static Assessment Assessment(string patient, ServiceMonth month, Outcome outcome = Outcome.Bill, int addOns = 1, string coverage = "", string? member = null)
    {
        var day = month.FirstDay.AddDays(13);
        ImmutableArray<ServiceLine> lines = [new("99490", 1, day, 125m, 125m, 66.13m), new("99439", Math.Max(addOns, 1), day, 95m, 95m * Math.Max(addOns, 1), null)];
        return new Assessment
        {
            Tenant = Tenant.Slug,
            Patient = patient,
            Month = month,
            Outcome = outcome,
            BillingPractitioner = new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner),
            Coverage = new SourceReference("Coverage", coverage.Length > 0 ? coverage : "of-" + patient.Split('/')[1]),
            MemberKey = member,
            Setting = PracticeSetting.Professional,
            PlaceOfService = "11",
            Diagnoses = [Diagnosis("E11.9", "diabetes"), Diagnosis("I10", "hypertension")],
            Lines = addOns == 0 ? lines[..1] : lines,
            Time = new TimeLedger
            {
                ClinicalStaff = 2400,
                Practitioner = 0,
                Pooled = 0,
                Excluded = 0,
                Surplus = 0,
                ExcludedBy = ImmutableSortedDictionary<string, int>.Empty,
                Lines = [],
            },
            Findings = [],
            RulePack = Rules.Version,
            TenantRevision = Tenant.Revision,
            Engine = "test",
        };
    }

    private static Diagnosis Diagnosis(string code, string group) => new(code, group, new SourceReference("Condition", code));

    private sealed class Pack : IRulePack
    {
        public string Version => "us-test@1";

        public RulesInForce? InForce(ServiceMonth month) => new()
        {
            Version = Version,
            Month = month,
            Codes = [Code("99490", CodeRole.Base, null, 1), Code("99439", CodeRole.AddOn, "99490", 2)],
            ConditionGroupsRequired = 2,
            InitiatingVisitYears = 1,
            InitiatingVisitCodes = FrozenSet<string>.Empty,
            NewPatientVisitCodes = FrozenSet<string>.Empty,
            CcmFamilyCodes = FrozenSet.Create("99490", "99439"),
            OtherServices = [],
            Conditions = new NoConditions(),
            Reads = [],
            Citations = new Dictionary<string, Citation>(),
        };

        private static BillingCode Code(string code, CodeRole role, string? baseCode, int cap) => new()
        {
            Code = code,
            Label = code,
            Role = role,
            BaseCode = baseCode,
            Counts = CountedTime.ClinicalStaff,
            FloorSeconds = 1200,
            BlockSeconds = 1200,
            UnitCap = cap,
            Reads = [],
        };
    }

    private sealed class NoConditions : IConditionCatalog
    {
        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings) => default;
    }
}
