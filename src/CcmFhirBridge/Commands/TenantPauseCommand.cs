using System.CommandLine;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Server.Workers;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>tenant pause|resume</c>: a person stops all reading and writing for one tenant, and lets it go on.</summary>
internal static class TenantPauseCommand
{
    public static Command Pause(CommandEnvironment environment)
    {
        var slug = Slug();
        var reason = new Option<string?>("--reason") { Description = "Why; shown wherever the tenant's state is.", HelpName = "TEXT" };
        var command = new Command("pause", "Stop all reading and writing for a tenant until it is resumed; a running service sees it at once.") { slug, reason };
        command.SetAction(async (call, cancellation) =>
        {
            var home = CommandHome.Of(call, environment);
            var name = Known(home, call.GetRequiredValue(slug), environment);
            var said = call.GetValue(reason);
            home.Create();
            var pause = PauseFile.Pause(home, name, new TenantPause(environment.Time.GetUtcNow(), environment.User, string.IsNullOrWhiteSpace(said) ? null : said));
            // Whoever works for the tenant has to end first: when this call ends, nothing is on its way any more.
            await using (await TenantLock.TakeAsync(home, name, cancellation))
                Tell(call, environment, name, pause, $"{name}: paused since {pause.Since:u}; nothing is read or sent for it. Go on with: ccm-bridge tenant resume {name}");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Resume(CommandEnvironment environment)
    {
        var slug = Slug();
        var command = new Command("resume", "Let a paused tenant go on.") { slug };
        command.SetAction(call =>
        {
            var home = CommandHome.Of(call, environment);
            var name = Known(home, call.GetRequiredValue(slug), environment);
            var was = PauseFile.Resume(home, name);
            Tell(call, environment, name, pause: null, was ? $"{name}: goes on." : $"{name}: was not paused.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> Slug() => new("SLUG") { Description = "Tenant of the home folder." };

    // Its file may be broken at the moment; it only has to be a tenant of this home.
    private static string Known(BridgeHome home, string named, CommandEnvironment environment) =>
        Path.GetFileNameWithoutExtension(TenantSelection.PathOf(home, Path.GetFileName(named), environment.Folder));

    private static void Tell(ParseResult call, CommandEnvironment environment, string slug, TenantPause? pause, string words)
    {
        if (!call.GetValue(GlobalOptions.Json))
        {
            environment.Out.WriteLine(words);
            return;
        }

        JsonLine.Write(environment.Out, writer =>
        {
            writer.WriteString("tenant", slug);
            writer.WriteBoolean("paused", pause is not null);
            if (pause is null)
                return;
            writer.WriteString("since", pause.Since);
            writer.WriteString("by", pause.By);
            writer.WriteString("reason", pause.Reason);
        });
    }
}
