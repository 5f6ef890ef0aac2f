using System.CommandLine;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Server.Status;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>status</c>: the tenants at a glance, whether or not the service runs. It only looks: no store is made or changed.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var silence = RunOptions.SilenceAfter();
        var command = new Command("status", "Show every tenant of the home folder at a glance, and what needs a person. Works beside a running service.") { silence };
        command.SetAction(async (call, cancellation) =>
        {
            var limit = RunOptions.Silence(call.GetValue(silence));
            var home = CommandHome.Of(call, environment);
            var found = TenantFolder.LoadAll(home.Tenants, resolveSecrets: false);
            await using var stores = HomeStores.Of(home, environment.Time);
            var statuses = new List<TenantStatus>();
            foreach (var tenant in found.Tenants)
                statuses.Add(await LookAsync(home, stores, tenant, limit, environment.Time, cancellation));
            if (call.GetValue(GlobalOptions.Json))
                StatusOutput.WriteJson(environment.Out, statuses);
            else
                StatusOutput.Write(new ReportConsole(environment.Out, environment.Colour), home, statuses);
            foreach (var problem in found.Problems)
                await environment.Error.WriteLineAsync("ccm-bridge: " + problem);
            return !found.Problems.IsEmpty ? ExitCode.Usage : statuses.Exists(status => status.Problem is not null) ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }

    private static async Task<TenantStatus> LookAsync(BridgeHome home, HomeStores stores, Tenant tenant, TimeSpan? silence, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var status = new TenantStatus { Tenant = tenant, Now = now, SilenceAfter = silence, Pause = PauseFile.Find(home, tenant.Slug) };
        if (stores.FiguresOf(tenant.Slug) is not { } figures)
            return status;
        try
        {
            var month = ServiceMonth.Of(tenant.TimeZone.DayOf(now));
            return status with { Figures = await figures.FiguresAsync(month, cancellation) };
        }
        catch (StoreException unusable)
        {
            return status with { Problem = unusable.Message };
        }
    }
}
