using System.Collections.Immutable;
using CcmFhirBridge.Configuration.VendorProfiles;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Turns a tenant file without problems into a tenant. The defaults are those of the domain types.</summary>
internal static class TenantBinding
{
    private static readonly YamlMap Nothing = new([], 0, 0);

    public static Tenant Bind(YamlMap root, string revision, EhrAuthorization authorization, Population population, ImmutableArray<PayerSetting> payers) => new()
    {
        Slug = root.Text("tenant")!,
        Name = root.Text("name")!,
        TimeZone = PracticeTimeZone.Find(root.Text("timeZone")!),
        Revision = revision,
        Ehr = Ehr(root, authorization, population),
        Billing = Billing(root.Map("billing")!),
        Practitioners = [.. root.Maps("practitioners").Select(Practitioner)],
        Policy = Policy(root.Map("policy") ?? Nothing),
        Payers = payers,
        MappedCodes = MappedCodes.Bind(root),
        MappedAnswers = MappedAnswers.Bind(root),
    };

    public static Uri BaseUrl(string url) => new(url.TrimEnd('/'));

    private static EhrSettings Ehr(YamlMap root, EhrAuthorization authorization, Population population)
    {
        var ehr = root.Map("ehr")!;
        var limits = ehr.Map("limits") ?? Nothing;
        var sync = ehr.Map("sync") ?? Nothing;
        var writeBack = ehr.Map("writeBack") ?? Nothing;
        var settings = new EhrSettings { BaseUrl = BaseUrl(ehr.Text("baseUrl")!) };
        var forms = sync.Map("forms") ?? Nothing;
        var profile = VendorReader.WithForms(VendorReader.Override(EmbeddedVendors.Of(ehr.Text("vendor") ?? settings.Vendor), ehr.Map("overrides") ?? Nothing), forms);
        return settings with
        {
            Profile = profile,
            Population = population,
            HistoryMonths = ehr.Whole("history") ?? settings.HistoryMonths,
            AllowedOrigins = ehr.Items("allowedOrigins").IsEmpty ? [] : [.. ehr.Texts("allowedOrigins").Select(origin => new Uri(origin.Value))],
            RequestsPerMinute = limits.Whole("perMinute") ?? profile.RequestsPerMinute ?? settings.RequestsPerMinute,
            RequestsInFlight = limits.Whole("inFlight") ?? profile.RequestsInFlight ?? settings.RequestsInFlight,
            ReadsAtOnce = limits.Whole("reads"),
            AlsoRead = AlsoRead(root),
            Timeout = limits.Text("timeout") is { } timeout ? TenantValues.Duration(timeout) : settings.Timeout,
            Authorization = authorization,
            ReadForm = ReadForm.Find(sync.Text("mode")),
            ReadForms = settings.ReadForms.SetItems(forms.Entries.Where(entry => ReadForm.Find(forms.Text(entry.Key)) is not null)
                .Select(entry => KeyValuePair.Create(entry.Key, ReadForm.Find(forms.Text(entry.Key))!.Value))),
            SyncEvery = sync.Text("every") is { } every ? TenantValues.Duration(every) : settings.SyncEvery,
            WriteClaim = WriteBack(writeBack.Text("claim")),
            WriteChargeItem = WriteBack(writeBack.Text("chargeItem")),
            Journal = ehr.Map("journal") is { } journal ? JournalOf(journal, settings.Journal) : settings.Journal,
            TestPatient = writeBack.Text("testPatient"),
            BillCodes = writeBack.Map("billCodes") is { } codes ? BillCodesOf(codes) : null,
        };
    }

    private static ImmutableArray<string> AlsoRead(YamlMap root) => (PlanDocuments.AreRead(root), MappedAnswers.Bind(root).IsEmpty) switch
    {
        (true, true) => [EhrTypes.Documents],
        (true, false) => [EhrTypes.Documents, EhrTypes.Answers],
        (false, false) => [EhrTypes.Answers],
        _ => [],
    };

    private static JournalSettings JournalOf(YamlMap journal, JournalSettings otherwise) => new(
        journal.Text("keep") switch { "whole" => JournalKeeping.Whole, "off" => JournalKeeping.Off, "redacted" => JournalKeeping.Redacted, _ => otherwise.Keeping },
        journal.Whole("days") ?? otherwise.Days);

    private static BillCodes BillCodesOf(YamlMap codes) => new(BaseUrl(codes.Text("source")!).AbsoluteUri.TrimEnd('/'), codes.Text("type")!, codes.Text("schedule")!)
    {
        Codes = (codes.Map("codes") ?? Nothing).Entries.ToImmutableSortedDictionary(entry => entry.Key, entry => codes.Map("codes")!.Text(entry.Key)!, StringComparer.Ordinal),
        Attribute = codes.Text("attribute"),
    };

    private static WriteBackMode WriteBack(string? word) => word switch
    {
        null or "auto" => WriteBackMode.Auto,
        "off" => WriteBackMode.Off,
        _ => WriteBackMode.By(WriteBackWords.All[word]),
    };

    private static BillingSettings Billing(YamlMap billing)
    {
        var settings = new BillingSettings { Organization = Organization(billing.Map("organization")!) };
        return settings with
        {
            DefaultPractitioner = billing.Text("defaultPractitioner"),
            Setting = billing.Text("setting") switch
            {
                "rhc" => PracticeSetting.Rhc,
                "fqhc" => PracticeSetting.Fqhc,
                "hospital-outpatient" => PracticeSetting.HospitalOutpatient,
                _ => PracticeSetting.Professional,
            },
            PlaceOfService = billing.Text("placeOfService") ?? settings.PlaceOfService,
            Locality = billing.Text("locality") ?? settings.Locality,
            Charges = Charges(billing.Map("charges") ?? Nothing),
            FiledThrough = billing.Text("filedThrough") switch
            {
                "ehr-charge" => FiledThrough.EhrCharge,
                "bridge-837" => FiledThrough.Bridge837,
                "billing-system" => FiledThrough.BillingSystem,
                _ => FiledThrough.EhrClaim,
            },
            DateOfService = billing.Text("dateOfService") == "month-end" ? DateOfServiceChoice.MonthEnd : DateOfServiceChoice.Threshold,
            FirstMonth = billing.Text("firstMonth") is { } month ? ServiceMonth.Parse(month) : null,
            CloseOn = billing.Whole("closeOn") ?? settings.CloseOn,
            Release = billing.Text("release") == "auto" ? ReleaseMode.Auto : ReleaseMode.Approval,
        };
    }

    private static ImmutableSortedDictionary<string, decimal> Charges(YamlMap charges)
        => charges.Entries.IsEmpty ? ImmutableSortedDictionary<string, decimal>.Empty : charges.Entries.ToImmutableSortedDictionary(entry => entry.Key, entry => charges.Amount(entry.Key)!.Value, StringComparer.Ordinal);

    private static BillingOrganization Organization(YamlMap organization) => new(
        organization.Text("name")!,
        organization.Text("npi")!,
        organization.Text("tin")!,
        organization.Text("taxonomy"),
        organization.Map("address") is { } address
            ? new PostalAddress(address.Text("line")!, address.Text("city")!, address.Text("state")!, address.Text("postalCode")!)
            : null);

    private static PractitionerSetting Practitioner(YamlMap practitioner) => new(
        practitioner.Text("reference")!,
        practitioner.Text("npi"),
        practitioner.Text("credential"),
        practitioner.Text("role") switch
        {
            "practitioner" => PerformerRole.Practitioner,
            "clinical-staff" => PerformerRole.ClinicalStaff,
            "non-clinical" => PerformerRole.NonClinicalStaff,
            _ => null,
        },
        practitioner.Flag("qp") ?? false);

    private static TenantPolicy Policy(YamlMap policy)
    {
        var defaults = new TenantPolicy();
        return defaults with
        {
            Coverage = policy.Text("coverage") == "assume-medicare-part-b" ? CoveragePolicy.AssumeMedicarePartB : CoveragePolicy.Fhir,
            Attestation = policy.Text("attestation") switch { "care-plan" => AttestationPolicy.CarePlan, "assumed" => AttestationPolicy.Assumed, _ => AttestationPolicy.Explicit },
            InitiatingVisit = policy.Text("initiatingVisit") == "assumed" ? InitiatingVisitPolicy.Assumed : InitiatingVisitPolicy.Required,
            Pathway = policy.Text("pathway") switch { "practitioner" => PathwayPolicy.Practitioner, "staff" => PathwayPolicy.Staff, _ => PathwayPolicy.Ask },
            PoolPractitionerTime = policy.Flag("poolPractitionerTime") ?? defaults.PoolPractitionerTime,
            CountContactAttempts = policy.Flag("countContactAttempts") ?? defaults.CountContactAttempts,
            LongestEntryMinutes = policy.Whole("longestEntryMinutes") ?? defaults.LongestEntryMinutes,
            LateEntryDays = policy.Whole("lateEntryDays") ?? defaults.LateEntryDays,
            StrictSameDayVisit = policy.Flag("strictSameDayVisit") ?? defaults.StrictSameDayVisit,
            StrictComplexPlanRevision = policy.Flag("strictComplexPlanRevision") ?? defaults.StrictComplexPlanRevision,
            ParallelStaff = policy.Text("parallelStaff") switch { "hold" => ParallelStaffPolicy.Hold, "flag" => ParallelStaffPolicy.Flag, _ => ParallelStaffPolicy.Once },
            CountEncounterDiagnoses = policy.Flag("countEncounterDiagnoses") ?? defaults.CountEncounterDiagnoses,
            Conflicts = Conflicts(policy.Map("conflicts") ?? Nothing),
        };
    }

    /// <summary>What to do about other services, by key; empty when nothing is said.</summary>
    public static ImmutableSortedDictionary<string, ConflictHandling> Conflicts(YamlMap conflicts)
        => conflicts.Entries.IsEmpty ? ImmutableSortedDictionary<string, ConflictHandling>.Empty : conflicts.Entries.ToImmutableSortedDictionary(entry => entry.Key, entry => ConflictWords.Parse(conflicts.Text(entry.Key)!), StringComparer.Ordinal);
}
