using System.Collections.Frozen;
using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Torture.Simulations.Practices;

/// <summary>A practice with two months to bill, and rules of two codes: 20 minutes for the first, 20 for each of two add-ons.</summary>
internal static class SimulatedPractice
{
    public const string Base = "99490";
    public const string AddOn = "99439";
    public const int Block = 20;
    public const int MostAddOns = 2;

    public static readonly ImmutableArray<ServiceMonth> Months = [new(2026, 4), new(2026, 5)];

    /// <summary>Both months may be closed.</summary>
    public static readonly DateTimeOffset Start = new(2026, 6, 5, 12, 0, 0, TimeSpan.Zero);

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
            FirstMonth = Months[0],
            Release = ReleaseMode.Auto,
        },
        Policy = new TenantPolicy(),
        Payers = [new PayerSetting { Payer = "commercial", ConfirmedBy = "biller", TakesReplacements = true }],
    };

    public static IRulePack Rules { get; } = new TwoCodes();

    public static Engine Engine { get; } = new("simulated") { Assess = (record, _, _, month, _) => Assess(record, month) };

    /// <summary>What so many minutes of a month are billed as: the codes with their units; nothing below the first block.</summary>
    public static string Lines(int minutes)
    {
        var addOns = Math.Clamp((minutes / Block) - 1, 0, MostAddOns);
        return minutes < Block ? "" : addOns == 0 ? $"{Base}x1" : $"{Base}x1,{AddOn}x{addOns}";
    }

    private static Assessment Assess(PatientRecord record, ServiceMonth month)
    {
        var minutes = record.Gaps.Where(gap => gap.Path == month.ToString()).Sum(gap => int.Parse(gap.Message, System.Globalization.CultureInfo.InvariantCulture));
        var day = month.FirstDay.AddDays(13);
        var addOns = Math.Clamp((minutes / Block) - 1, 0, MostAddOns);
        ImmutableArray<ServiceLine> lines = [Line(Base, 1, day), Line(AddOn, Math.Max(addOns, 1), day)];
        return new Assessment
        {
            Tenant = Tenant.Slug,
            Patient = record.Patient.Key,
            Month = month,
            Outcome = !record.Doubts.IsEmpty ? Outcome.Hold : minutes < Block ? Outcome.None : Outcome.Bill,
            BillingPractitioner = new PractitionerIdentity("Practitioner/dr-a", "1234567893", PerformerRole.Practitioner),
            Coverage = new SourceReference("Coverage", "of-" + record.Patient.Id),
            MemberKey = "member-" + record.Patient.Id,
            Setting = PracticeSetting.Professional,
            PlaceOfService = "11",
            Diagnoses = [Diagnosis("E11.9", "diabetes"), Diagnosis("I10", "hypertension")],
            Lines = minutes < Block ? [] : addOns == 0 ? lines[..1] : lines,
            Time = new TimeLedger
            {
                ClinicalStaff = minutes * 60,
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
            Engine = "simulated",
        };
    }

    private static ServiceLine Line(string code, int units, DateOnly day) => new(code, units, day, 100m, 100m * units, null);

    private static Diagnosis Diagnosis(string code, string group) => new(code, group, new SourceReference("Condition", code));

    private sealed class TwoCodes : IRulePack
    {
        public string Version => "us-simulated@1";

        public RulesInForce? InForce(ServiceMonth month) => new()
        {
            Version = Version,
            Month = month,
            Codes = [Code(Base, CodeRole.Base, null, 1), Code(AddOn, CodeRole.AddOn, Base, MostAddOns)],
            ConditionGroupsRequired = 2,
            InitiatingVisitYears = 1,
            InitiatingVisitCodes = FrozenSet<string>.Empty,
            NewPatientVisitCodes = FrozenSet<string>.Empty,
            CcmFamilyCodes = FrozenSet.Create(Base, AddOn),
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
            FloorSeconds = Block * 60,
            BlockSeconds = Block * 60,
            UnitCap = cap,
            Reads = [],
        };
    }

    private sealed class NoConditions : IConditionCatalog
    {
        public ConditionClassification Classify(ReadOnlySpan<ConditionCoding> codings) => default;
    }
}
