using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Revenue;

/// <summary>What one code comes to in a month.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="Units">Whole units, rounded half up.</param>
/// <param name="Amount">Units times the allowed amount of a unit.</param>
public sealed record CodeRevenue(string Code, int Units, decimal Amount);

/// <summary>One month of a programme. An estimate, never what is collected.</summary>
public sealed record RevenueMonth
{
    /// <summary>Patients enrolled.</summary>
    public required int Enrolled { get; init; }

    /// <summary>Patients whose month is billed.</summary>
    public required int Billed { get; init; }

    /// <summary>Codes of the month.</summary>
    public required ImmutableArray<CodeRevenue> Codes { get; init; }

    /// <summary>Allowed amount of the month.</summary>
    public required decimal Allowed { get; init; }

    /// <summary>What Medicare would pay of it after sequestration; null where the terms of the day are not loaded.</summary>
    public required decimal? MedicarePays { get; init; }

    /// <summary>What the patients would owe and would be collected; null where the terms of the day are not loaded.</summary>
    public required decimal? PatientsPay { get; init; }

    /// <summary>Care managers, in hundredths of a full-time one, rounded half up.</summary>
    public required decimal Staff { get; init; }

    /// <summary>What they cost.</summary>
    public required decimal StaffCost { get; init; }

    /// <summary>What software costs.</summary>
    public required decimal SoftwareCost { get; init; }

    /// <summary>What is left: what would be collected, or the allowed amount where that is not known, without the costs.</summary>
    public decimal Net => ((MedicarePays + PatientsPay) ?? Allowed) - StaffCost - SoftwareCost;
}

/// <summary>A programme that has grown, for one set of shares.</summary>
/// <param name="Eligible">Patients with two or more chronic conditions.</param>
/// <param name="Grown">A month of it.</param>
public sealed record RevenueScenario(int Eligible, RevenueMonth Grown);

/// <summary>A month on the way there.</summary>
/// <param name="Number">Month of the programme, counted from 1.</param>
/// <param name="Month">What it comes to.</param>
/// <param name="Balance">What is left of everything so far, without what was spent once.</param>
public sealed record RampMonth(int Number, RevenueMonth Month, decimal Balance);

/// <summary>What the calculator answers: an estimate.</summary>
public sealed record RevenueEstimate
{
    private const int MonthsOfYear = 12;

    /// <summary>The least that the shares allow for.</summary>
    public required RevenueScenario Low { get; init; }

    /// <summary>What is expected.</summary>
    public required RevenueScenario Expected { get; init; }

    /// <summary>The most that the shares allow for.</summary>
    public required RevenueScenario High { get; init; }

    /// <summary>Allowed amount of an expected month with the base code alone.</summary>
    public required decimal BaseCodeOnly { get; init; }

    /// <summary>The expected months from the first to a year, or to the end of the ramp where that is longer.</summary>
    public required ImmutableArray<RampMonth> Ramp { get; init; }

    /// <summary>The first month after which the balance is not below zero and stays so within the months shown; null where there is none.</summary>
    public int? BreakEven { get; init; }

    /// <summary>The estimate. Patients and units are whole, rounded half up at each step; money is rounded at the unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or a divisor is not at least 1.</exception>
    /// <exception cref="OverflowException">The numbers are too large to be those of a practice.</exception>
    public static RevenueEstimate Of(RevenueInputs inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(inputs.Patients);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.PatientsPerStaff, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs.RampMonths, 1);
        foreach (var amount in new[] { inputs.StaffCost, inputs.SoftwarePerPatient, inputs.Setup, inputs.CoinsuranceLost })
            ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var expected = Scenario(inputs, inputs.Eligible.Expected, inputs.Enrolled.Expected, inputs.Reaching.Expected);
        var ramp = RampOf(inputs, expected);
        return new RevenueEstimate
        {
            Low = Scenario(inputs, inputs.Eligible.Low, inputs.Enrolled.Low, inputs.Reaching.Low),
            Expected = expected,
            High = Scenario(inputs, inputs.Eligible.High, inputs.Enrolled.High, inputs.Reaching.High),
            BaseCodeOnly = inputs.Mix.IsEmpty ? 0m : expected.Grown.Billed * inputs.Mix[0].Unit,
            Ramp = ramp,
            BreakEven = BreakEvenOf(ramp),
        };
    }

    private static RevenueScenario Scenario(RevenueInputs inputs, decimal eligible, decimal enrolled, decimal reaching)
    {
        var able = Share(inputs.Patients, eligible);
        return new RevenueScenario(able, MonthOf(inputs, Share(able, enrolled), reaching));
    }

    private static RevenueMonth MonthOf(RevenueInputs inputs, int enrolled, decimal reaching)
    {
        var billed = Share(enrolled, reaching);
        decimal allowed = 0;
        decimal? medicare = 0, patients = 0;
        var codes = ImmutableArray.CreateBuilder<CodeRevenue>(inputs.Mix.Length);
        foreach (var share in inputs.Mix)
        {
            var units = Share(billed, share.PerHundred);
            codes.Add(new CodeRevenue(share.Code, units, units * share.Unit));
            allowed += units * share.Unit;
            medicare += units * share.MedicarePays;
            patients += units * share.Coinsurance;
        }

        var staff = Money.Round((decimal)enrolled / inputs.PatientsPerStaff);
        return new RevenueMonth
        {
            Enrolled = enrolled,
            Billed = billed,
            Codes = codes.MoveToImmutable(),
            Allowed = allowed,
            MedicarePays = medicare,
            PatientsPay = patients is { } owed ? Money.Percent(owed, 100 - inputs.CoinsuranceLost) : null,
            Staff = staff,
            StaffCost = Money.Round(staff * inputs.StaffCost),
            SoftwareCost = Money.Round(enrolled * inputs.SoftwarePerPatient),
        };
    }

    private static ImmutableArray<RampMonth> RampOf(RevenueInputs inputs, RevenueScenario grown)
    {
        var months = ImmutableArray.CreateBuilder<RampMonth>();
        var balance = -inputs.Setup;
        for (var number = 1; number <= Math.Max(inputs.RampMonths, MonthsOfYear); number++)
        {
            var enrolled = Rounded((decimal)grown.Grown.Enrolled * Math.Min(number, inputs.RampMonths) / inputs.RampMonths);
            var month = MonthOf(inputs, enrolled, inputs.Reaching.Expected);
            balance += month.Net;
            months.Add(new RampMonth(number, month, balance));
        }

        return months.ToImmutable();
    }

    private static int? BreakEvenOf(ImmutableArray<RampMonth> ramp)
    {
        var after = ramp.Length;
        while (after > 0 && ramp[after - 1].Balance >= 0)
            after--;
        return after == ramp.Length ? null : after + 1;
    }

    private static int Share(int of, decimal percent) => Rounded(of * percent / 100m);

    private static int Rounded(decimal number) => decimal.ToInt32(decimal.Round(number, 0, MidpointRounding.AwayFromZero));
}
