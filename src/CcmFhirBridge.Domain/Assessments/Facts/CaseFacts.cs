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

/// <summary>
/// One patient-month with everything that the checks look at, each worked out once and not before it is asked for. It is used by one
/// thread, for one assessment.
/// </summary>
internal sealed class CaseFacts(PatientRecord record, PracticeMonth practice)
{
    private DecisionsInForce? _decisions;
    private PractitionerFacts? _practitioner;
    private ConsentFacts? _consent;
    private CoverageFacts? _coverage;
    private ConditionFacts? _conditions;
    private ImmutableArray<CcmCarePlan> _plansOfMonth;
    private CarePlanFacts? _carePlan;
    private DecisionFacts? _decision;
    private MonthTime? _time;
    private PathwayChoice? _choice;
    private ExtendedPlanning? _planning;
    private ServiceFacts _services;
    private bool _servicesAreKnown;
    private ServiceDay? _serviceDay;
    private DateOnly? _startOfCcm;
    private DateOnly? _ccmNotBefore;
    private DateOnly? _visitsSince;
    private ImmutableArray<ServiceLine> _lines;
    private bool? _uncountedCouldChange;
    private bool? _conditionsSuffice;

    public PatientRecord Record { get; } = record;

    /// <summary>Somebody will look at each entry of the month, so none is passed over because the month is an ordinary one.</summary>
    public bool EachEntryIsShown { get; init; }

    public PracticeMonth Practice { get; } = practice;

    public RulesInForce? Rules => Practice.Rules;

    public Tenant Tenant => Practice.Tenant;

    public MonthDays Days => Practice.Days;

    public PracticeTimeZone Zone => Days.Zone;

    public ServiceMonth Month => Days.Month;

    /// <summary>What people decided that stands for the month.</summary>
    public DecisionsInForce Decisions => _decisions ??= DecisionsInForce.Of(Record, Month);

    public PractitionerFacts Practitioner => _practitioner ??= PractitionerFacts.Of(this);

    public ConsentFacts Consent => _consent ??= ConsentFacts.Of(Record, Days);

    public CoverageFacts Coverage => _coverage ??= CoverageFacts.Of(Record, Tenant, Days);

    public ConditionFacts Conditions => _conditions ??= ConditionFacts.Of(Record, Rules, Tenant, Days, Decisions);

    /// <summary>Enough billable groups stand throughout the month, whatever else the patient has.</summary>
    public bool ConditionsSuffice => _conditionsSuffice ??= Rules is { } rules && ConditionFacts.Suffice(Record, rules, Tenant, Days);

    /// <summary>The care plans that are active and of the month, in the order of the record.</summary>
    public ImmutableArray<CcmCarePlan> PlansOfMonth => _plansOfMonth.IsDefault ? _plansOfMonth = CarePlanFacts.OfMonth(Record.CarePlans, Days) : _plansOfMonth;

    public CarePlanFacts CarePlan => _carePlan ??= CarePlanFacts.Of(PlansOfMonth, Record, Days);

    public ref readonly ServiceFacts Services
    {
        get
        {
            if (!_servicesAreKnown)
                (_services, _servicesAreKnown) = (new ServiceFacts(Record, Practice), true);
            return ref _services;
        }
    }

    /// <summary>The plan on the date of service, or the nearest to one; null when there is none.</summary>
    public CcmCarePlan? Plan => CarePlan.On(ServiceDay.Day);

    public DecisionFacts Decision => _decision ??= DecisionFacts.Of(this);

    public MonthTime Time => _time ??= Record.TimeEntries.IsEmpty ? MonthTime.Nothing : CountTime();

    public PathwayChoice Choice => _choice ??= Choose(Time.StaffTicks, Time.PractitionerTicks) ?? PathwayChoice.Nothing;

    public ImmutableArray<Diagnosis> Diagnoses => Conditions.Diagnoses(Plan, ServiceDay.Day);

    public ServiceDay ServiceDay => _serviceDay ??= ChooseServiceDay();

    public ExtendedPlanning Planning => _planning ??= ExtendedPlanning.Of(this);

    /// <summary>The complex code and that of extended planning, which are never paid on one day, could not be kept apart.</summary>
    public bool PlanningSharesTheDay => NeverWithPlanning && Planning.IsProposed && ServiceDay.Day == Planning.Day;

    /// <summary>Lines of the chosen codes, and of extended planning where it is billed too.</summary>
    public ImmutableArray<ServiceLine> Lines => _lines.IsDefault ? _lines = PriceLines() : _lines;

    /// <summary>By which amounts the lines are estimated: a payer's own, else those of this practice and practitioner.</summary>
    public AmountBasis Amounts
    {
        get
        {
            if (Rules?.Overlay is not null)
                return new AmountBasis(AmountTable.Payer);
            return GoesByOtherThanMedicare ? default : Practice.Pricing.BasisOf(Practitioner.Billing);
        }
    }

    /// <summary>A payer other than Medicare Part B pays, and the tenant file says by whose rules: the fee schedule's amounts are not its own.</summary>
    public bool GoesByOtherThanMedicare => Coverage is { Setting: not null, Payer: not PayerClass.PartB };

    /// <summary>Entries that could neither be counted nor excluded for certain could change the codes.</summary>
    public bool UncountedCouldChange => _uncountedCouldChange ??= TimeIsUnread || WouldChangeBy(UncountedTicks(), 0) || WouldChangeBy(0, UncountedPractitionerTicks());

    /// <summary>The EHR does not let all encounters be read, or not the answers that tell their length: there may be any time.</summary>
    public bool TimeIsUnread => UnreadParts.AnyUnread(Record, UnreadParts.OfTime);

    /// <summary>
    /// Whether the entries are long enough for any code if every second of them counts; true as well where one does not say how long it is.
    /// Where they are not, nothing else about the month needs to be known. Needs rules in force.
    /// </summary>
    public bool MayReachFloor
    {
        get
        {
            if (TimeIsUnread)
                return true;
            var missing = Practice.Chooser!.LowestFloorTicks;
            foreach (var entry in Record.TimeEntries)
            {
                for (var i = 0; i < PerformerSpan.CountOf(entry); i++)
                {
                    if (PerformerSpan.Of(entry, i).Span.Interval is not { } interval)
                        return true;
                    missing -= interval.Intersect(Days.Interval)?.Ticks ?? 0;
                    if (missing <= 0)
                        return true;
                }
            }

            return missing <= 0;
        }
    }

    /// <summary>Anything was counted, or could have been.</summary>
    public bool AnythingCountable => TimeIsUnread || Time.StaffTicks > 0 || Time.PractitionerTicks > 0 || UncountedTicks() > 0;

    /// <summary>
    /// What is wished about another service, the nearest to the payer first: the practice's word for this payer, what the payer's own overlay
    /// says, the practice's policy, the pack.
    /// </summary>
    public ConflictHandling Wished(string key, ServiceFamily? family, ConflictHandling otherwise)
    {
        if (Coverage.Setting?.Conflicts.TryGetValue(key, out var ofPayer) == true)
            return ofPayer;
        return Practice.Wished(key, family, otherwise);
    }

    /// <summary>Whether that is the practice's own word, of this payer or of all.</summary>
    public bool IsOwnWord(string key, ServiceFamily family) =>
        Coverage.Setting?.Conflicts.ContainsKey(key) == true || (!family.IsPayersOwn && Tenant.Policy.Conflicts.ContainsKey(key));

    /// <summary>Day on which CCM began for the patient, as far as the record shows.</summary>
    public DateOnly StartOfCcm() => _startOfCcm ??= CcmStart.Of(this);

    /// <summary>A day that <see cref="StartOfCcm"/> is not before; told sooner than the day itself.</summary>
    public DateOnly CcmNotBefore() => _ccmNotBefore ??= CcmStart.NotBefore(this);

    /// <summary>First day on which a visit can be the initiating one; needs rules in force.</summary>
    public DateOnly VisitsSince() => _visitsSince ??= StartOfCcm().AddYears(-Rules!.InitiatingVisitYears);

    /// <summary>Whether the patient lives, is covered and consents on the day or on a later one of the month.</summary>
    public bool MayStillBeServedFrom(DateOnly day)
    {
        if (Record.DiedAt?.LastDay(Zone) < day)
            return false;
        var covered = Coverage.Covered;
        return (Consent.InForce.IsEmpty ? covered : covered.Intersect(Consent.InForce)).EndTicks > Zone.StartTicksOf(day);
    }

    /// <summary>Whether other counted time would give another bill.</summary>
    public bool WouldChangeBy(long staffTicks, long practitionerTicks)
    {
        if (staffTicks == 0 && practitionerTicks == 0)
            return false;
        return Choose(Time.StaffTicks + staffTicks, Time.PractitionerTicks + practitionerTicks) is not { } other || !Choice.SameBill(other);
    }

    /// <summary>Whether a second inside <paramref name="when"/> was counted.</summary>
    public bool AnyCountedIn(IntervalSet when)
    {
        foreach (var entry in Time.Entries)
        {
            if (entry.Staff.Overlaps(when) || entry.Practitioner.Overlaps(when))
                return true;
        }

        return false;
    }

    /// <summary>Whether the bill would change if the counted time inside <paramref name="doubted"/> were taken away.</summary>
    public bool WouldChangeWithout(IntervalSet doubted)
    {
        if (doubted.IsEmpty)
            return false;
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
        && entry.IsOfProgram && entry.Activity != ActivityStanding.NeverCountable
        && (entry.Entry.Performers.IsEmpty || entry.Entry.Performers.Any(static performer => performer.Who.Role != PerformerRole.NonClinicalStaff)));

    private MonthTime CountTime()
    {
        var windows = MonthWindows.Of(this);
        return (EachEntryIsShown ? null : PlainTime.Of(this, windows)) ?? new TimeLedgerBuilder(Tenant.Policy, Practitioner.Billing, windows).Build(Record.TimeEntries);
    }

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
                || (Practitioner.Billing is { } billing && entry.Entry.Performers.Any(performer => performer.Who.IsSamePerson(billing)))) * TimeSpan.FromMinutes(Tenant.Policy.LongestEntryMinutes).Ticks;
        }

        return ticks;
    }

    private PathwayChoice? Choose(long staffTicks, long practitionerTicks) =>
        Practice.Chooser?.Choose(staffTicks, practitionerTicks, new PathwayGrounds(Decisions, Decision.Day is not null));

    private bool NeverWithPlanning => Choice.Pathway == PathwayNames.Complex;

    private ServiceDay ChooseServiceDay()
    {
        if (Choice.Codes.IsEmpty || Time.ReachedAt(Choice.UsedSeconds, Choice.CountsStaff, Choice.CountsPractitioner) is not { } reached)
            return new ServiceDay(Days.Last, Stands: true, StandsButForThePlan: true);
        var earliest = Zone.DayOf(reached - 1);
        if (Choice.Pathway == PathwayNames.Complex && Decision.Day > earliest)
            earliest = Decision.Day.Value;
        if (NeverWithPlanning && Planning.IsProposed && ServiceDay.Choose(earliest, Planning.Day, this) is { Stands: true } apart)
            return apart;
        return ServiceDay.Choose(earliest, never: null, this);
    }

    private ImmutableArray<ServiceLine> PriceLines()
    {
        if (Choice.Codes.IsEmpty)
            return [];
        var lines = Practice.Pricing.Price(Choice.Codes, ServiceDay.Day, Amounts);
        return Planning.IsProposed && !PlanningSharesTheDay && Decisions.LimitOf(Planning.Code!.Code) != 0
            ? lines.Add(Practice.Pricing.Price(new CodeUnits(Planning.Code!, 1), Planning.Day, Amounts, Planning.Visit))
            : lines;
    }

    /// <summary>Everything that the bill of the day needs beside the care plan stands on it. Needs rules in force.</summary>
    public bool AllButThePlanStandsOn(DateOnly day)
    {
        if (Record.DiedAt?.LastDay(Zone) < day || !(ConditionsSuffice || Conditions.StandOn(day, Rules!.ConditionGroupsRequired)))
            return false;
        var covered = Coverage.Covered;
        if (ReferenceEquals(covered, Days.Whole) && ReferenceEquals(Consent.InForce, Days.Whole))
            return Days.Contains(day);
        return (Consent.InForce.IsEmpty ? covered : covered.Intersect(Consent.InForce)).Overlaps(Zone.Day(day));
    }
}
