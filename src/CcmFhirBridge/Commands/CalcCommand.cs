using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Domain.FeeSchedules;
using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Domain.RulePacks;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>calc</c>: what chronic care management would earn a practice, and what a month of it left on the table. An estimate (RULES §6.4).</summary>
internal static class CalcCommand
{
    private sealed record Options(
        Option<string> Patients, Option<string?> Eligible, Option<string?> Enrolled, Option<string?> Reaching, Option<string[]> Mix, Option<string> Year, Option<string> Locality,
        Option<string> Setting, Option<bool> Qualifying, Option<bool> NonPhysician, Option<string> StaffCost, Option<string> PatientsPerStaff, Option<string> Software,
        Option<string> Setup, Option<string> CoinsuranceLost, Option<string> Ramp, Option<string?> FromMonth, Option<string?> Tenant);

    public static Command Create(CommandEnvironment environment)
    {
        var options = new Options(
            Text("--patients", "N", "Patients with Medicare Part B.", "1000"),
            Optional("--eligible", "PERCENT", "Of them with two or more chronic conditions; one share, or low,expected,high. 65 when not given."),
            Optional("--enrolled", "PERCENT", "Of the eligible who enrol; one share, or low,expected,high. 20,30,40 when not given."),
            Optional("--reaching", "PERCENT", "Of the enrolled whose month reaches the first threshold; one share, or low,expected,high. 70,80,85 when not given."),
            new Option<string[]>("--mix") { Description = "Units of a code in a hundred billed months, the base code first. 99490=100 when not given.", HelpName = "CODE=N", AllowMultipleArgumentsPerToken = true },
            Text("--year", "YYYY", "Year of the amounts; the newest that is loaded when not given.", ""),
            Text("--locality", "LOCALITY", "Carrier and locality such as 10112-00, or national; with --from-month the practice's own when not given. Else", Locality.National),
            Text("--setting", "WORD", "office or facility.", "office"),
            new Option<bool>("--qualifying") { Description = "The practitioner is a qualifying participant of an advanced model." },
            new Option<bool>("--nonphysician") { Description = "An NP, PA or CNS bills under their own number." },
            Text("--staff-cost", "USD", "A month of one full-time care manager.", "0"),
            Text("--patients-per-staff", "N", "Patients of one full-time care manager.", "500"),
            Text("--software", "USD", "A month of software for one enrolled patient.", "0"),
            Text("--setup", "USD", "What is spent once, before the first month.", "0"),
            Text("--coinsurance-lost", "PERCENT", "Of the patients' share that is never collected.", "0"),
            Text("--ramp", "N", "Months until enrolment has grown.", "12"),
            Optional("--from-month", "YYYY-MM", "With --tenant: take the practice's own shares and mix of that month, and show what it left on the table."),
            Optional("--tenant", "SLUG|FILE", "With --from-month: the practice."));
        var command = new Command("calc", "Estimate what chronic care management earns, or what a month of it left on the table. Not what is collected.");
        foreach (var option in new Option[]
        {
            options.Patients, options.Eligible, options.Enrolled, options.Reaching, options.Mix, options.Year, options.Locality, options.Setting, options.Qualifying, options.NonPhysician,
            options.StaffCost, options.PatientsPerStaff, options.Software, options.Setup, options.CoinsuranceLost, options.Ramp, options.FromMonth, options.Tenant,
        })
        {
            command.Add(option);
        }

        command.SetAction((call, cancellation) => RunAsync(call, environment, options, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult call, CommandEnvironment environment, Options options, CancellationToken cancellation)
    {
        var home = CommandHome.Of(call, environment);
        var (tenant, fromMonth) = (call.GetValue(options.Tenant), call.GetValue(options.FromMonth));
        if ((tenant is null) != (fromMonth is null))
            throw new UsageException("--from-month and --tenant go together: the month is that of a practice.");
        var json = call.GetValue(GlobalOptions.Json);
        if (tenant is null)
        {
            var pack = HomeRules.Read(home).Pack;
            var rates = RatesOf(call, options, pack);
            var inputs = InputsOf(call, options, rates.Price(pack, MixOf(call, options)));
            CalcOutput.Write(environment, json, rates, inputs, RevenueEstimate.Of(inputs), practice: null);
            return ExitCode.Done;
        }

        RefuseBoth(call, options);
        var month = CommandHome.Month(fromMonth!);
        await using var session = await TenantSession.OpenAsync(home, TenantSelection.Load(home, tenant, environment.Folder, resolveSecrets: true), environment.Time, cancellation);
        var practice = await PracticeMoney.ReadAsync(session, month, cancellation);
        if (practice.Patients == 0)
            throw new UsageException($"nothing is stored of '{session.Tenant.Slug}'. Run 'ccm-bridge sync --tenant {session.Tenant.Slug}' first.");
        var locality = call.GetResult(options.Locality) is { Implicit: false } ? call.GetValue(options.Locality)! : session.Tenant.Billing.Locality;
        var ofPractice = new CalcRates(month.LastDay, locality, PlacesOfService.IsFacility(session.Tenant.Billing.PlaceOfService), call.GetValue(options.Qualifying), call.GetValue(options.NonPhysician));
        var filled = InputsOf(call, options, ofPractice.Price(session.Rules, practice.Mix)) with
        {
            Patients = practice.PartB,
            Eligible = practice.EligibleShare,
            Enrolled = practice.EnrolledShare,
            Reaching = practice.ReachingShare,
        };
        CalcOutput.Write(environment, json, ofPractice, filled, RevenueEstimate.Of(filled), practice);
        return ExitCode.Done;
    }

    private static void RefuseBoth(ParseResult call, Options options)
    {
        foreach (var option in new Option[] { options.Patients, options.Eligible, options.Enrolled, options.Reaching, options.Mix, options.Year, options.Setting })
        {
            if (call.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is taken from the practice's month. Leave it away, or leave --from-month away.");
        }
    }

    private static RevenueInputs InputsOf(ParseResult call, Options options, ImmutableArray<CodeShare> mix) => new()
    {
        Patients = CalcNumbers.Whole("--patients", call.GetValue(options.Patients)!),
        Eligible = CalcNumbers.Range("--eligible", call.GetValue(options.Eligible) ?? "65"),
        Enrolled = CalcNumbers.Range("--enrolled", call.GetValue(options.Enrolled) ?? "20,30,40"),
        Reaching = CalcNumbers.Range("--reaching", call.GetValue(options.Reaching) ?? "70,80,85"),
        Mix = mix,
        StaffCost = CalcNumbers.Dollars("--staff-cost", call.GetValue(options.StaffCost)!),
        PatientsPerStaff = CalcNumbers.Whole("--patients-per-staff", call.GetValue(options.PatientsPerStaff)!, most: 10_000),
        SoftwarePerPatient = CalcNumbers.Dollars("--software", call.GetValue(options.Software)!),
        Setup = CalcNumbers.Dollars("--setup", call.GetValue(options.Setup)!),
        CoinsuranceLost = CalcNumbers.Percent("--coinsurance-lost", call.GetValue(options.CoinsuranceLost)!),
        RampMonths = CalcNumbers.Whole("--ramp", call.GetValue(options.Ramp)!, most: 60),
    };

    private static CalcRates RatesOf(ParseResult call, Options options, RulePack pack)
    {
        var newest = pack.Fees.Tables.IsEmpty ? throw new UsageException("no amounts are loaded. Import a fee schedule with 'rules import-pfs'.") : pack.Fees.Tables[0];
        var day = call.GetValue(options.Year) is { Length: > 0 } year ? new DateOnly(CalcNumbers.Whole("--year", year, least: 1, most: 9998), 12, 31) : newest.Through;
        var setting = call.GetValue(options.Setting) switch
        {
            "office" => false,
            "facility" => true,
            var other => throw new UsageException($"--setting '{other}': use office or facility."),
        };
        return new CalcRates(day, call.GetValue(options.Locality)!, setting, call.GetValue(options.Qualifying), call.GetValue(options.NonPhysician));
    }

    private static List<(string Code, decimal PerHundred)> MixOf(ParseResult call, Options options)
    {
        var mix = new List<(string Code, decimal PerHundred)>();
        foreach (var text in call.GetValue(options.Mix) is { Length: > 0 } given ? given : ["99490=100"])
        {
            var at = text.IndexOf('=');
            if (at != 5 || mix.Any(known => known.Code == text[..at]))
                throw new UsageException($"--mix '{text}': use each code once with its units of a hundred billed months, such as 99439=40.");
            mix.Add((text[..at].ToUpperInvariant(), CalcNumbers.Percent("--mix", text[(at + 1)..], most: 10_000)));
        }

        return mix;
    }

    private static Option<string> Text(string name, string help, string description, string otherwise) => new(name)
    {
        Description = otherwise.Length == 0 ? description : string.Create(CultureInfo.InvariantCulture, $"{description} {otherwise} when not given."),
        HelpName = help,
        DefaultValueFactory = _ => otherwise,
    };

    private static Option<string?> Optional(string name, string help, string description) => new(name) { Description = description, HelpName = help };
}
