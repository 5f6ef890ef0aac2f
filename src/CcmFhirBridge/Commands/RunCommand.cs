using System.CommandLine;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Server;
using CcmFhirBridge.Tenants;
using Microsoft.Extensions.Hosting;

namespace CcmFhirBridge.Commands;

/// <summary><c>run</c>: a worker for every tenant of the home folder, and the health endpoints, until stopped.</summary>
internal static class RunCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by semicolons.", HelpName = "URLS", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var silence = RunOptions.SilenceAfter();
        var command = new Command("run", "Keep every tenant of the home folder right: sync, assess, close and write back on schedule.") { urls, silence };
        command.SetAction(async (call, cancellation) =>
        {
            var addresses = Addresses(call.GetValue(urls)!);
            var home = CommandHome.Of(call, environment);
            home.Create();
            using var homeLock = HomeLock.Take(home);
            var found = TenantFolder.LoadAll(home.Tenants, resolveSecrets: true);
            foreach (var problem in found.Problems)
                await environment.Error.WriteLineAsync("ccm-bridge: " + problem);
            if (found.Tenants.IsEmpty)
                throw new UsageException($"{home.Tenants} holds no good tenant file. Create one with 'ccm-bridge tenant new', or look at what is wrong with 'ccm-bridge tenant check'.");

            var sessions = new List<TenantSession>();
            try
            {
                sessions.AddRange(found.Tenants.Select(tenant => TenantSession.Open(home, tenant, environment.Time)));
                await using var server = BridgeServer.Build(new BridgeServerOptions
                {
                    Urls = addresses,
                    Tenants = [.. sessions.Select(session => new TenantRuns(session, $"run-{Environment.ProcessId}"))],
                    Time = environment.Time,
                    SilenceAfter = RunOptions.Silence(call.GetValue(silence)),
                    Version = ProductVersion.Text,
                });
                await environment.Error.WriteLineAsync($"Running for {Words.Count(sessions.Count, "tenant")}; stop with Ctrl+C or SIGTERM.");
                await server.RunAsync(cancellation);
                return ExitCode.Done;
            }
            finally
            {
                foreach (var session in sessions)
                    await session.DisposeAsync();
            }
        });
        return command;
    }

    private static string[] Addresses(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return addresses.Length > 0 && addresses.All(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? addresses
            : throw new UsageException($"--urls '{urls}' holds something that is no address. Write such as http://127.0.0.1:8080, several separated by semicolons.");
    }
}
