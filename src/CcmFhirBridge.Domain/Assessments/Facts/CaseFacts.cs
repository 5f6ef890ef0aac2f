using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments.Pathways;
using CcmFhirBridge.Domain.Assessments.Time;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>One patient-month with everything that the checks look at, worked out once.</summary>
internal sealed class CaseFacts
{
    private readonly PathwayChooser? _chooser;

    public CaseFacts(PatientRecord record, RulesInForce? rules, Tenant tenant, ServiceMonth month)
    {
        Record = record;
        Rules = rules;
        Tenant = tenant;
        Month = month;
        MonthInterval = tenant.TimeZone.Month(month);
        Decisions = DecisionsInForce.Of(record, month);
        Practitioner = PractitionerFacts.Of(record, tenant, month, Decisions);
        Consent = ConsentFacts.Of(record, MonthInterval, tenant.TimeZone);
        Coverage = CoverageFacts.Of(record, tenant, month, IntervalSet.Of(MonthInterval));
        Conditions = ConditionFacts.Of(record, rules, tenant, month);
        CarePlan = CarePlanFacts.Of(record, month, tenant.TimeZone);
        Decision = DecisionFacts.Of(record, month, tenant.TimeZone, Practitioner, Decisions);
        Windows = new MonthWindows(record, rules, tenant, month);
        Time = new TimeLedgerBuilder(tenant.Policy, Practitioner.Billing?.Person, Windows.Build(Consent, Coverage, Practitioner.Billing)).Build(record.TimeEntries);
        _chooser = rules is null ? null : new PathwayChooser(rules, tenant, Decisions, Decision.Day is not null);
        Choice = _chooser?.Choose(Time.StaffTicks, Time.PractitionerTicks) ?? PathwayChoice.Nothing;
        Planning = ExtendedPlanning.Of(this);
        ServiceDay = ChooseServiceDay();
        PlanningSharesTheDay = NeverWithPlanning && Planning.IsProposed && ServiceDay.Day == Planning.Day;
        Plan = CarePlan.On(ServiceDay.Day);
        Diagnoses = Conditions.Diagnoses(Plan, ServiceDay.Day);
        HasAmounts = rules?.Overlay is not null || (!GoesByOtherThanMedicare && LinePricing.HasAmounts(tenant, Practitioner.Billing));
        Lines = PriceLines();
        UncountedCouldChange = WouldChangeBy(UncountedTicks(), 0) || WouldChangeBy(0, UncountedPractitionerTicks());
    }

    public PatientRecord Record { get; }

    public RulesInForce? Rules { get; }

    public Tenant Tenant { get; }

    public PracticeTimeZone Zone => Tenant.TimeZone;

    public ServiceMonth Month { get; }

    public Interval MonthInterval { get; }

    /// <summary>What people decided that stands for the month.</summary>
    public DecisionsInForce Decisions { get; }

    public PractitionerFacts Practitioner { get; }

    public ConsentFacts Consent { get; }

    public CoverageFacts Coverage { get; }

    public ConditionFacts Conditions { get; }

    public CarePlanFacts CarePlan { get; }

    /// <summary>The plan on the date of service, or the nearest to one; null when there is none.</summary>
    public CcmCarePlan? Plan { get; }

    public DecisionFacts Decision { get; }

    public MonthWindows Windows { get; }

    public MonthTime Time { get; }

    public PathwayChoice Choice { get; }

    public ImmutableArray<Diagnosis> Diagnoses { get; }

    public ServiceDay ServiceDay { get; }

    public ExtendedPlanning Planning { get; }

    /// <summary>The complex code and that of extended planning, which are never paid on one day, could not be kept apart.</summary>
    public bool PlanningSharesTheDay { get; }

    public ImmutableArray<ServiceLine> Lines { get; }

    /// <summary>The amounts of the rules in force are those of this practice and practitioner.</summary>
    public bool HasAmounts { get; }

    /// <summary>A payer other than Medicare Part B pays, and the tenant file says by whose rules: the fee schedule's amounts are not its own.</summary>
    public bool GoesByOtherThanMedicare => Coverage is { Setting: not null, Payer: not PayerClass.PartB };

    /// <summary>Entries that could neither be counted nor excluded for certain could change the codes.</summary>
    public bool UncountedCouldChange { get; }

    /// <summary>Anything was counted, or could have been.</summary>
    public bool AnythingCountable => Time.StaffTicks > 0 || Time.PractitionerTicks > 0 || UncountedTicks() > 0;

    /// <summary>
    /// What is wished about another service, the nearest to the payer first: the practice's word for this payer, what the payer's own overlay
    /// says, the practice's policy, the pack.
    /// </summary>
    public ConflictHandling Wished(string key, ServiceFamily? family, ConflictHandling otherwise)
    {
        if (Coverage.Setting?.Conflicts.TryGetValue(key, out var ofPayer) == true)
            return ofPayer;
        if (family is { IsPayersOwn: true })
            return family.Default;
        return Tenant.Policy.Conflicts.TryGetValue(key, out var own) ? own : family?.Default ?? otherwise;
    }

    /// <summary>Day on which CCM began for the patient, as far as the record shows.</summary>
    public DateOnly StartOfCcm() => CcmStart.Of(Record, Rules, Tenant, Month, Practitioner.Billing);

    /// <summary>Whether other counted time would give another bill.</summary>
    public bool WouldChangeBy(long staffTicks, long practitionerTicks)
    {
        if (staffTicks == 0 && practitionerTicks == 0)
            return false;
        return _chooser is null || !Choice.SameBill(_chooser.Choose(Math.Max(0, Time.StaffTicks + staffTicks), Math.Max(0, Time.PractitionerTicks + practitionerTicks)));
    }

    /// <summary>Whether the bill would change if the counted time inside <paramref name="doubted"/> were taken away.</summary>
    public bool WouldChangeWithout(IntervalSet doubted)
    {
        long staff = 0, practitioner = 0;
        foreach (var entry in Time.Entries)
        {
            staff += entry.Staff.Intersect(doubted).Ticks;
            practitioner += entry.Practitioner.Intersect(doubted).Ticks;
        }

        return WouldChangeBy(-staff, -practitioner);
    }

    /// <summary>Entries without a usable span whose time could have counted.</summary>
    public IEnumerable<EntryTally> EntriesWithoutSpan() => Time.Entries.Where(entry => entry.SpanReason is not null
        && entry.Entry.Program == CcmActivities.CcmProgram
        && CcmActivities.Standing(entry.Entry.Activity, Tenant.Policy) != ActivityStanding.NeverCountable
        && (entry.Entry.Performers.IsEmpty || entry.Entry.Performers.Any(static performer => performer.Who.Role != PerformerRole.NonClinicalStaff)));

    private long UncountedTicks()
    {
        var ticks = Time.DoubtfulTicks;
        if (Time.HasUncountedSpans)
            ticks += EntriesWithoutSpan().Count() * TimeSpan.FromMinutes(Tenant.Policy.LongestEntryMinutes).Ticks;
        return ticks;
    }

    // Time that may turn out to be the billing practitioner's own.
    private long UncountedPractitionerTicks()
    {
        var ticks = Time.DoubtfulPractitionerTicks;
        if (Time.HasUncountedSpans)
        {
            ticks += EntriesWithoutSpan().Count(entry => entry.Entry.Performers.IsEmpty
                || entry.Entry.Performers.Any(performer => performer.Who.Person == Practitioner.Billing?.Person)) * TimeSpan.FromMinutes(Tenant.Policy.LongestEntryMinutes).Ticks;
        }

        return ticks;
    }

    private ServiceDay ChooseServiceDay()
    {
        if (Choice.Codes.IsEmpty || Time.ReachedAt(Choice.UsedSeconds, Choice.CountsStaff, Choice.CountsPractitioner) is not { } reached)
            return new ServiceDay(Month.LastDay, true);
        var earliest = Zone.DayOf(reached.AddTicks(-1));
        if (Choice.Pathway == PathwayNames.Complex && Decision.Day > earliest)
            earliest = Decision.Day.Value;
        if (NeverWithPlanning && Planning.IsProposed
            && ServiceDay.Choose(earliest, Month, Tenant.Billing.DateOfService, day => day != Planning.Day && EverythingStandsOn(day)) is { Stands: true } apart)
        {
            return apart;
        }

        return ServiceDay.Choose(earliest, Month, Tenant.Billing.DateOfService, EverythingStandsOn);
    }

    private bool NeverWithPlanning => Choice.Pathway == PathwayNames.Complex;

    private ImmutableArray<ServiceLine> PriceLines()
    {
        var lines = LinePricing.Price(Choice.Codes, ServiceDay.Day, Tenant.Billing, HasAmounts);
        return !Choice.Codes.IsEmpty && Planning.IsProposed && !PlanningSharesTheDay && Decisions.LimitOf(Planning.Code!.Code) != 0
            ? [.. lines, .. LinePricing.Price([new CodeUnits(Planning.Code!, 1)], Planning.Day, Tenant.Billing, HasAmounts, Planning.Visit)]
            : lines;
    }

    private bool EverythingStandsOn(DateOnly day)
    {
        if (Record.DiedAt?.LastDay(Zone) < day || !CarePlan.StandsOn(day) || !Conditions.StandOn(day, Rules?.ConditionGroupsRequired ?? 0))
            return false;
        var instants = IntervalSet.Of(Zone.Day(day)).Intersect(Coverage.Covered);
        return !instants.IsEmpty && (Consent.InForce.IsEmpty || instants.Overlaps(Consent.InForce));
    }
}
