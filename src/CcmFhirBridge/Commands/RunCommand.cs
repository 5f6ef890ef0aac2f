using System.CommandLine;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Server;
using CcmFhirBridge.Server.Operators;
using CcmFhirBridge.Tenants;
using Microsoft.Extensions.Hosting;

namespace CcmFhirBridge.Commands;

/// <summary><c>run</c>: a worker for every tenant of the home folder, and the health endpoints, until stopped.</summary>
internal static class RunCommand
{
    private const int LongestDrain = 600;
    private const int UsualDrain = 25;

    private static readonly Option<int> DrainTime = new("--drain-time")
    {
        Description = "Seconds that a stop waits for what is in flight before it abandons it; what was abandoned is asked for at the next start.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => UsualDrain,
    };

    static RunCommand() => DrainTime.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > LongestDrain)
            result.AddError($"--drain-time is a number of seconds from 1 to {LongestDrain}.");
    });

    /// <summary>How long a call may take to end once it was told to: the process itself must outlive what it drains.</summary>
    public static TimeSpan DrainTimeOf(ParseResult call) => TimeSpan.FromSeconds(call.GetResult(DrainTime) is null ? UsualDrain : call.GetValue(DrainTime));

    public static Command Create(CommandEnvironment environment)
    {
        var urls = new Option<string>("--urls") { Description = "Addresses to listen on, separated by semicolons.", HelpName = "URLS", DefaultValueFactory = _ => "http://127.0.0.1:8080" };
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "Address under which others reach this service, such as https://bridge.example: links and token audiences are made from it. The first of --urls when not given.",
            HelpName = "URL",
        };
        var proxies = RunOptions.TrustedProxies();
        var silence = RunOptions.SilenceAfter();
        var operators = RunOptions.Operators();
        var command = new Command("run", "Keep every tenant of the home folder right: sync, assess, close and write back on schedule.") { urls, publicUrl, proxies, operators, DrainTime, silence };
        command.SetAction(async (call, cancellation) =>
        {
            var addresses = Addresses(call.GetValue(urls)!);
            var reachedAt = PublicUrl(call.GetValue(publicUrl));
            var watchers = new OperatorNetworks(RunOptions.Networks("--operators", call.GetValue(operators)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
            var trusted = RunOptions.Networks("--trusted-proxy", call.GetValue(proxies) ?? []);
            var limit = RunOptions.Silence(call.GetValue(silence));
            var home = CommandHome.Of(call, environment);
            home.Create();
            using var homeLock = HomeLock.Take(home);
            await using var stores = HomeStores.Of(home, environment.Time);
            await using var server = BridgeServer.Build(new BridgeServerOptions
            {
                Urls = addresses,
                PublicUrl = reachedAt,
                Operators = watchers,
                TrustedProxies = trusted,
                Tenants = new HomeTenants(home, stores, environment.Time, $"run-{Environment.ProcessId}@{Environment.MachineName}"),
                PublicKeys = tenant => SigningKeys.PublicSetOf(tenant.Ehr.Authorization),
                Time = environment.Time,
                DrainTime = DrainTimeOf(call),
                SilenceAfter = limit,
                Version = ProductVersion.Text,
            });
            await server.StartAsync(cancellation);
            await environment.Error.WriteLineAsync(
                $"Running on {string.Join(", ", server.Urls)} for the tenants of {home.Tenants}; stop with Ctrl+C or SIGTERM.");
            await server.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static Uri? PublicUrl(string? named) => named is null ? null
        : Uri.TryCreate(named, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" } && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0
            ? url
            : throw new UsageException($"--public-url '{named}' is no address. Write such as https://bridge.example, with a path if the proxy adds one, and nothing behind it.");

    private static string[] Addresses(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return addresses.Length > 0 && addresses.All(address => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            ? addresses
            : throw new UsageException($"--urls '{urls}' holds something that is no address. Write such as http://127.0.0.1:8080, several separated by semicolons.");
    }
}
