using System.CommandLine;
using CcmFhirBridge.Demos;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>demo</c>: the main job on a simulated EHR, in a temporary home.</summary>
internal static class DemoCommand
{
    private const string Slug = "lakeside";

    // The EHR of the demo is ours and on this machine: nobody has to spare it.
    private const int UnsparingPace = 200_000;

    public static Command Create(CommandEnvironment environment)
    {
        var patients = new Option<int>("--patients") { Description = "Patients of the synthetic practice.", HelpName = "N", DefaultValueFactory = _ => 250 };
        var seed = new Option<int>("--seed") { Description = "Seed of the synthetic practice.", HelpName = "S", DefaultValueFactory = _ => 1 };
        var keep = new Option<bool>("--keep") { Description = "Keep the temporary home for a look around." };
        var command = new Command("demo", "Show the whole job on a simulated EHR: read, decide, explain, close, write back, prove.") { patients, seed, keep };
        command.SetAction(async (call, cancellation) =>
        {
            if (call.GetValue(GlobalOptions.Json))
                throw new UsageException("demo prints for people and has no JSON. Leave out --json; of a home kept with --keep, 'month show --json' and 'plan --json' print it.");
            if (call.GetValue(patients) < 1)
                throw new UsageException("--patients takes a number of 1 or more.");
            var options = new PracticeOptions { Month = default, Patients = call.GetValue(patients), Seed = call.GetValue(seed) };
            var setting = DemoSetting.Load(PracticeTimeZone.Find(options.TimeZone));
            var home = new BridgeHome(Directory.CreateTempSubdirectory("ccm-bridge-demo-").FullName);
            try
            {
                return await RunAsync(environment, home, setting, options with { Month = setting.Month.FirstDay }, cancellation);
            }
            finally
            {
                if (call.GetValue(keep))
                    await environment.Error.WriteLineAsync($"Kept {home.Path}: try 'ccm-bridge month show --tenant {Slug} --month {setting.Month} --home {home.Path}'.");
                else
                    Directory.Delete(home.Path, recursive: true);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandEnvironment environment, BridgeHome home, DemoSetting setting, PracticeOptions options, CancellationToken cancellation)
    {
        var clock = new StandingClock(setting.Now);
        var practice = SyntheticPractice.Generate(options);
        var store = new FhirStore(clock);
        practice.LoadInto(store);
        await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Time = clock }, store, cancellation);

        home.Create();
        PrivateFile.Write(home.TenantFile(Slug), practice.TenantYaml(ehr.BaseUrl));
        var tenant = TenantSelection.Load(home, Slug, environment.Folder, resolveSecrets: true);
        await using var session = await TenantSession.OpenAsync(home, tenant with { Ehr = tenant.Ehr with { RequestsPerMinute = UnsparingPace } }, clock, cancellation);
        var console = new ReportConsole(environment.Out, environment.Colour);
        console.Line($"ccm-bridge {ProductVersion.Text} demo: {session.Tenant.Name}, {Words.Count(options.Patients, "patient")}, seed {options.Seed}, month {setting.Month}.");
        console.Line($"Simulated EHR at {ehr.BaseUrl}, home {home.Path}, clock standing at {session.Tenant.TimeZone.ToLocal(setting.Now):yyyy-MM-dd HH:mm} in {session.Tenant.TimeZone.Id}.");
        var agreed = await new DemoRun(console, session, ehr, practice, setting).RunAsync(cancellation);
        return agreed ? ExitCode.Done : ExitCode.Failed;
    }
}
