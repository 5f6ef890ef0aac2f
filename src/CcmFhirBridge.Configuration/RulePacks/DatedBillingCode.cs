using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>A file of <c>codes/</c>: one procedure code with its dated values.</summary>
internal sealed class DatedBillingCode(PackParameters parameters)
{
    private const int SecondsPerMinute = 60;

    public PackFile File => parameters.File;

    public string Code => File.Root.Text("code")!;

    public string? Base => File.Root.Text("base");

    public bool IsAddOn => File.Root.Text("role") == "add-on";

    public static DatedBillingCode Read(PackFile file, IReadOnlySet<string> citations)
    {
        var code = file.Root.Text("code")!;
        return new(new PackParameters($"codes.{code}.", file, citations)
            .Load("minutes_required", "minutes_per_unit", "units_per_month_max", "amount_non_facility", "amount_facility"));
    }

    /// <summary>
    /// The code in the month, or null when it is not in force on the first day. Rules are those of the first day; amounts
    /// are those of the last day, because a fee schedule that changes within a month is the later one when the month is billed.
    /// </summary>
    public BillingCode? InForce(ServiceMonth month)
    {
        var reads = new List<ParameterRead>();
        if (parameters.Whole("minutes_required", month.FirstDay, reads) is not { } floor
            || parameters.Whole("minutes_per_unit", month.FirstDay, reads) is not { } block
            || parameters.Whole("units_per_month_max", month.FirstDay, reads) is not { } cap)
        {
            return null;
        }

        return new BillingCode
        {
            Code = Code,
            Label = File.Root.Text("label")!,
            Role = IsAddOn ? CodeRole.AddOn : CodeRole.Base,
            BaseCode = Base,
            Counts = File.Root.Text("counts_minutes_of") == "practitioner" ? CountedTime.Practitioner : CountedTime.ClinicalStaff,
            FloorSeconds = floor * SecondsPerMinute,
            BlockSeconds = block * SecondsPerMinute,
            UnitCap = cap,
            AmountNonFacility = parameters.Amount("amount_non_facility", month.LastDay, reads),
            AmountFacility = parameters.Amount("amount_facility", month.LastDay, reads),
            Reads = reads,
        };
    }
}
