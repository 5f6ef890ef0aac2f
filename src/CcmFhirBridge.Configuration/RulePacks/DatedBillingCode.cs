using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>A file of <c>codes/</c>: one procedure code with its dated values.</summary>
internal sealed class DatedBillingCode(PackParameters parameters)
{
    public const string BaseRole = "base";
    public const string AddOnRole = "add-on";
    public const string VisitAddOnRole = "visit-add-on";
    public const string ClinicBundleRole = "clinic-bundle";

    private const int SecondsPerMinute = 60;

    private static readonly string[] Parameters =
        ["minutes_required", "minutes_per_unit", "units_per_month_max", "units_per_month_usual", "medically_unlikely_units", "amount_non_facility", "amount_facility"];

    /// <summary>What a payer decides about a code.</summary>
    public static readonly string[] PayersParameters = ["paid", "units_per_month_max", "amount_non_facility", "amount_facility"];

    private static readonly string[] Amounts = ["amount_non_facility", "amount_facility"];

    public PackFile File => parameters.File;

    public string Code => File.Root.Text("code")!;

    public string? Base => File.Root.Text("base");

    public CodeRole Role => File.Root.Text("role") switch
    {
        AddOnRole => CodeRole.AddOn,
        VisitAddOnRole => CodeRole.VisitAddOn,
        ClinicBundleRole => CodeRole.ClinicBundle,
        _ => CodeRole.Base,
    };

    public bool NeedsDecisionMaking => File.Root.Flag("needs_decision_making") == true;

    public DateOnly From { get; } = PackChecks.Day(parameters.File.Root.Map("in_force")!.Text("from")!);

    /// <summary>Last day in force, included; null while the code stands.</summary>
    public DateOnly? Through { get; } = parameters.File.Root.Map("in_force")!.Text("through") is { } through ? PackChecks.Day(through) : null;

    public static DatedBillingCode Read(PackFile file, IReadOnlySet<string> citations)
    {
        var code = file.Root.Text("code")!;
        return new(new PackParameters($"codes.{code}.", file, citations).Load(Parameters));
    }

    /// <summary>The code as a payer pays it: no amount but the payer's own.</summary>
    public DatedBillingCode Restated(PackParameters? own) => new(parameters.Restated(own, Amounts));

    /// <summary>The code with limits of its units that were imported, from their first day on.</summary>
    public DatedBillingCode WithEdits(PackParameters imported) => new(parameters.Restated(imported));

    /// <summary>Whether both count the same people's time and ask for the same decision making.</summary>
    public bool CountsLike(DatedBillingCode other) => File.Root.Text("counts_minutes_of") == other.File.Root.Text("counts_minutes_of") && NeedsDecisionMaking == other.NeedsDecisionMaking;

    /// <summary>Reports what contradicts itself within the file.</summary>
    public void Check(IReadOnlySet<string> citations)
    {
        var root = File.Root;
        var inForce = root.Map("in_force")!;
        PackChecks.Sources(File, inForce.Line, [.. inForce.Texts("source").Select(source => source.Value)], "in_force", citations);
        if (Through < From)
            File.Log.Add(inForce.LineOf("through"), "pack.in-force", $"'in_force' ends on {Through:yyyy-MM-dd}, before it begins on {From:yyyy-MM-dd}. Write the first day under 'from' and the last under 'through'.");
        CheckDays(parameters);
        var countsTime = Role != CodeRole.VisitAddOn;
        foreach (var name in new[] { "minutes_required", "minutes_per_unit" })
        {
            if (!countsTime && root.Has(name))
                File.Log.Add(root.LineOf(name), "pack.minutes", $"{Code} is added to a visit and counts no time. Remove '{name}:', or give the code another role.");
            else if (countsTime && parameters.On(name, From) is null)
                File.Log.Add(root.LineOf(name), "pack.not-in-force", $"{Code} is in force from {From:yyyy-MM-dd}, and '{name}' has no value on that day. Add one with its source.");
        }

        if (NeedsDecisionMaking && root.Text("counts_minutes_of") == "practitioner")
            File.Log.Add(root.LineOf("needs_decision_making"), "pack.decision-making", $"{Code} counts the practitioner's own time; decision making is asked for codes of clinical staff only. Remove one of the two.");
    }

    private EarlierAmounts[] EarlierIn(ServiceMonth month, List<ParameterRead> reads) =>
    [
        .. parameters.Values("amount_non_facility").Concat(parameters.Values("amount_facility")).Select(static value => value.Since)
            .Where(since => since > month.FirstDay && since <= month.LastDay).Distinct().Order()
            .Select(since => new EarlierAmounts(
                since, parameters.Amount("amount_non_facility", since.AddDays(-1), reads), parameters.Amount("amount_facility", since.AddDays(-1), reads))),
    ];

    private ParameterRead InForceRead() => new(
        $"codes.{Code}.in_force",
        Through is { } last ? $"from {From:yyyy-MM-dd} through {last:yyyy-MM-dd}" : $"from {From:yyyy-MM-dd}",
        From, [.. File.Root.Map("in_force")!.Texts("source").Select(static source => source.Value)], PackParameters.ConfidenceOf(File.Root.Text("confidence")!));

    /// <summary>Whether the first unit of an add-on begins where the base code and one block of its own are full.</summary>
    public bool FollowsOn(DatedBillingCode baseCode) => Minutes("minutes_required") == baseCode.Minutes("minutes_required") + Minutes("minutes_per_unit");

    private int? Minutes(string name) => parameters.On(name, From)?.Entry.Whole("value");

    /// <summary>Reports values of days on which the code is not in force.</summary>
    public void CheckDays(PackParameters values)
    {
        foreach (var name in Parameters.Union(PayersParameters))
        {
            foreach (var value in values.Values(name).Where(value => value.Since < From || value.Since > Through))
                values.File.Log.Add(value.Entry.Line, "pack.in-force", $"'{name}' has a value from {value.Since:yyyy-MM-dd}, a day on which {Code} is not in force. Correct the day, or 'in_force'.");
        }
    }

    /// <summary>
    /// The code in the month, or null when it is not in force, or not paid by the payer, on the first day. Rules are those of the first day; amounts go by
    /// the day, because a fee schedule can change within a month.
    /// </summary>
    public BillingCode? InForce(ServiceMonth month)
    {
        if (month.FirstDay < From || month.FirstDay > Through || parameters.On("paid", month.FirstDay)?.Entry.Flag("value") == false)
            return null;
        var reads = new List<ParameterRead> { InForceRead() };
        var floor = parameters.Whole("minutes_required", month.FirstDay, reads) ?? 0;
        var block = parameters.Whole("minutes_per_unit", month.FirstDay, reads) ?? 0;
        return new BillingCode
        {
            Code = Code,
            Label = File.Root.Text("label")!,
            Role = Role,
            BaseCode = Base,
            Counts = File.Root.Text("counts_minutes_of") == "practitioner" ? CountedTime.Practitioner : CountedTime.ClinicalStaff,
            NeedsDecisionMaking = NeedsDecisionMaking,
            FloorSeconds = floor * SecondsPerMinute,
            BlockSeconds = block * SecondsPerMinute,
            UnitCap = parameters.Whole("units_per_month_max", month.FirstDay, reads),
            UsualUnits = parameters.Whole("units_per_month_usual", month.FirstDay, reads),
            MedicallyUnlikelyUnits = parameters.WholeOrFirst("medically_unlikely_units", month.FirstDay, reads, out var since),
            MedicallyUnlikelySince = since,
            AmountNonFacility = parameters.Amount("amount_non_facility", month.LastDay, reads),
            AmountFacility = parameters.Amount("amount_facility", month.LastDay, reads),
            Earlier = EarlierIn(month, reads),
            Reads = reads,
        };
    }
}
