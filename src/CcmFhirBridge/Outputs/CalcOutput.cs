using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Outputs;

/// <summary>The calculator's answer, for people and for machines.</summary>
internal static class CalcOutput
{
    private const string Caution =
        "An estimate of allowed amounts, not of what is collected: Medicare pays its share less the sequestration, and the patients owe the rest. The year's deductible is taken to be met.";

    public static void Write(CommandEnvironment environment, bool json, CalcRates rates, RevenueInputs inputs, RevenueEstimate estimate, PracticeMoney? practice)
    {
        if (json)
            JsonLine.Write(environment.Out, writer => WriteJson(writer, rates, inputs, estimate, practice));
        else
            WriteTables(new ReportConsole(environment.Out, environment.Colour), rates, inputs, estimate, practice);
    }

    private static void WriteTables(ReportConsole console, CalcRates rates, RevenueInputs inputs, RevenueEstimate estimate, PracticeMoney? practice)
    {
        if (practice is not null)
            WritePractice(console, practice);
        console.Heading(string.Create(CultureInfo.InvariantCulture, $"Amounts of {rates.Day.Year}, {rates.Locality}, {(rates.Facility ? "in a facility" : "outside a facility")}{(rates.Qualifying ? ", qualifying participant" : "")}{(rates.NonPhysician ? ", NP, PA or CNS" : "")}"));
        console.Table(
            [new("Code"), new("Units of 100 months", Right: true), new("Allowed", Right: true), new("Medicare pays about", Right: true), new("Patient owes about", Right: true)],
            inputs.Mix.Select(static code => (IReadOnlyList<string>)[code.Code, Plain(code.PerHundred), Words.Money(code.Unit), Words.Money(code.MedicarePays), Words.Money(code.Coinsurance)]));
        console.Heading("A month of a programme that has grown");
        RevenueScenario[] scenarios = [estimate.Low, estimate.Expected, estimate.High];
        console.Table(
            [new(""), new("Low", Right: true), new("Expected", Right: true), new("High", Right: true)],
            [
                Row("Patients with Medicare Part B", scenarios, _ => $"{inputs.Patients}"),
                Row("with two or more chronic conditions", scenarios, static scenario => $"{scenario.Eligible}"),
                Row("enrolled", scenarios, static scenario => $"{scenario.Grown.Enrolled}"),
                Row("billed", scenarios, static scenario => $"{scenario.Grown.Billed}"),
                Row("Allowed", scenarios, static scenario => Words.Money(scenario.Grown.Allowed)),
                Row("Medicare pays about", scenarios, static scenario => Words.Money(scenario.Grown.MedicarePays)),
                Row("Patients pay about", scenarios, static scenario => Words.Money(scenario.Grown.PatientsPay)),
                Row("Care managers, full-time", scenarios, static scenario => Words.Money(scenario.Grown.Staff)),
                Row("They cost", scenarios, static scenario => Words.Money(scenario.Grown.StaffCost)),
                Row("Software costs", scenarios, static scenario => Words.Money(scenario.Grown.SoftwareCost)),
                Row("Left", scenarios, static scenario => Words.Money(scenario.Grown.Net)),
            ]);
        if (!inputs.Mix.IsEmpty)
            console.Line($"With {inputs.Mix[0].Code} alone the expected month would be allowed {Words.Money(estimate.BaseCodeOnly)}.");
        console.Heading("Month by month, as expected");
        console.Table(
            [new("Month", Right: true), new("Enrolled", Right: true), new("Billed", Right: true), new("Allowed", Right: true), new("Costs", Right: true), new("Left", Right: true), new("Balance", Right: true)],
            estimate.Ramp.Select(static month => (IReadOnlyList<string>)
            [
                $"{month.Number}", $"{month.Month.Enrolled}", $"{month.Month.Billed}", Words.Money(month.Month.Allowed),
                Words.Money(month.Month.StaffCost + month.Month.SoftwareCost), Words.Money(month.Month.Net), Words.Money(month.Balance),
            ]));
        console.Line(estimate.BreakEven is { } even ? $"The balance is not below zero from month {even} on." : "The balance stays below zero in the months shown.");
        console.Line(Caution);
    }

    private static void WritePractice(ReportConsole console, PracticeMoney practice)
    {
        console.Heading($"{practice.Month}: {Words.Count(practice.Patients, "patient")} assessed, {practice.PartB} with Medicare Part B, {practice.Eligible} eligible, {practice.Enrolled} enrolled, {practice.Billed} billed, allowed {Words.Money(practice.Allowed)}");
        console.Table(
            [new("Held"), new("Why", NoWrap: false), new("Codes"), new("Allowed", Right: true)],
            practice.Held.Select(Cells));
        console.Line($"Held: {Words.Count(practice.Held.Length, "patient")}, allowed {Words.Money(Sum(practice.Held))}.");
        console.Table(
            [new("Near miss"), new("Time"), new("Code"), new("Allowed", Right: true)],
            practice.NearMisses.Select(Cells));
        console.Line($"Near misses: {Words.Count(practice.NearMisses.Length, "patient")}, allowed {Words.Money(Sum(practice.NearMisses))}. Time is never made up afterwards; the list is for the next month.");
    }

    private static IReadOnlyList<string> Cells(LeftOnTable left) => [left.Patient, left.Why, left.Codes, Words.Money(left.Amount)];

    private static decimal? Sum(ImmutableArray<LeftOnTable> left) => left.Aggregate((decimal?)0m, static (sum, one) => sum + one.Amount);

    private static IReadOnlyList<string> Row(string what, RevenueScenario[] scenarios, Func<RevenueScenario, string> cell) => [what, .. scenarios.Select(cell)];

    private static string Plain(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static void WriteJson(Utf8JsonWriter writer, CalcRates rates, RevenueInputs inputs, RevenueEstimate estimate, PracticeMoney? practice)
    {
        writer.WriteBoolean("estimate", true);
        writer.WriteString("caution", Caution);
        writer.WriteString("amountsOf", rates.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteString("locality", rates.Locality);
        writer.WriteBoolean("facility", rates.Facility);
        writer.WriteNumber("patients", inputs.Patients);
        writer.WriteStartArray("codes");
        foreach (var code in inputs.Mix)
        {
            writer.WriteStartObject();
            writer.WriteString("code", code.Code);
            writer.WriteNumber("unitsOfHundredMonths", code.PerHundred);
            writer.WriteNumber("allowed", code.Unit);
            Money(writer, "medicarePays", code.MedicarePays);
            Money(writer, "patientOwes", code.Coinsurance);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Write(writer, estimate);
        if (practice is not null)
            Write(writer, practice);
    }

    private static void Write(Utf8JsonWriter writer, RevenueEstimate estimate)
    {
        foreach (var (name, scenario) in new[] { ("low", estimate.Low), ("expected", estimate.Expected), ("high", estimate.High) })
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("eligible", scenario.Eligible);
            Write(writer, scenario.Grown);
            writer.WriteEndObject();
        }

        writer.WriteNumber("baseCodeOnly", estimate.BaseCodeOnly);
        writer.WriteStartArray("ramp");
        foreach (var month in estimate.Ramp)
        {
            writer.WriteStartObject();
            writer.WriteNumber("month", month.Number);
            Write(writer, month.Month);
            writer.WriteNumber("balance", month.Balance);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (estimate.BreakEven is { } even)
            writer.WriteNumber("breakEven", even);
        else
            writer.WriteNull("breakEven");
    }

    private static void Write(Utf8JsonWriter writer, PracticeMoney practice)
    {
        writer.WriteStartObject("practice");
        writer.WriteString("month", practice.Month.ToString());
        writer.WriteNumber("patients", practice.Patients);
        writer.WriteNumber("partB", practice.PartB);
        writer.WriteNumber("eligible", practice.Eligible);
        writer.WriteNumber("enrolled", practice.Enrolled);
        writer.WriteNumber("billed", practice.Billed);
        Money(writer, "allowed", practice.Allowed);
        Write(writer, "held", practice.Held);
        Write(writer, "nearMisses", practice.NearMisses);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RevenueMonth month)
    {
        writer.WriteNumber("enrolled", month.Enrolled);
        writer.WriteNumber("billed", month.Billed);
        writer.WriteNumber("allowed", month.Allowed);
        Money(writer, "medicarePays", month.MedicarePays);
        Money(writer, "patientsPay", month.PatientsPay);
        writer.WriteNumber("staff", month.Staff);
        writer.WriteNumber("staffCost", month.StaffCost);
        writer.WriteNumber("softwareCost", month.SoftwareCost);
        writer.WriteNumber("net", month.Net);
    }

    private static void Write(Utf8JsonWriter writer, string name, ImmutableArray<LeftOnTable> left)
    {
        writer.WriteStartArray(name);
        foreach (var one in left)
        {
            writer.WriteStartObject();
            writer.WriteString("patient", one.Patient);
            writer.WriteString("why", one.Why);
            writer.WriteString("codes", one.Codes);
            Money(writer, "allowed", one.Amount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Money(Utf8JsonWriter writer, string name, decimal? amount)
    {
        if (amount is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }
}
