using System.CommandLine;
using CcmFhirBridge.Audits;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Storage;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>audit verify|list|key</c>: the trail of everything that was done for a tenant.</summary>
internal static class AuditCommand
{
    private const int MostListed = 100_000;
    private const int AtOnce = 1000;

    public static Command Create(CommandEnvironment environment) => new("audit", "The trail of everything that was read, decided, sent and asked for a tenant. Works beside a running service.")
    {
        Verify(environment),
        List(environment),
        Key(environment),
    };

    private static Command Verify(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var anchors = new Option<string?>("--anchors") { Description = "Signed heads that were shipped elsewhere; the file in the home's data/audit when not given.", HelpName = "FILE" };
        var command = new Command("verify", "Walk the whole trail: every link, the signed heads, and the ledger and decisions that it vouches for. Exit code 5 when anything was changed, put in, taken out, moved or cut off.") { tenant, anchors };
        command.SetAction(async (call, cancellation) =>
        {
            var (home, named) = Of(call, environment, tenant);
            await using var stores = HomeStores.Of(home, environment.Time);
            await using var store = await OpenAsync(stores, named, cancellation);
            using var key = HomeAudit.Find(home);
            var report = await new AuditVerification(store, store, key, named.Slug).RunAsync(Heads(home, named, call.GetValue(anchors), environment, cancellation), cancellation);
            if (call.GetValue(GlobalOptions.Json))
                AuditOutput.WriteJson(environment.Out, named.Slug, report);
            else
                AuditOutput.Write(new ReportConsole(environment.Out, environment.Colour), named.Slug, report);
            return report.IsWhole ? ExitCode.Done : ExitCode.Integrity;
        });
        return command;
    }

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var patient = new Option<string?>("--patient") { Description = "Only what concerns this patient.", HelpName = "PATIENT" };
        var since = new Option<string?>("--since") { Description = "Only from then on: a duration back from now such as 90m or 24h, a day, or an instant with its offset.", HelpName = "WHEN" };
        var kind = new Option<string?>("--kind") { Description = "Only rows of this kind.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. AuditKinds.All]);
        var command = new Command("list", "List rows of the trail, oldest first.") { tenant, patient, since, kind };
        command.SetAction(async (call, cancellation) =>
        {
            var (home, named) = Of(call, environment, tenant);
            var filter = new AuditFilter(
                call.GetValue(patient) is { } one ? CommandHome.Patient(one) : null,
                call.GetValue(since) is { } when ? PastInstant.Of(when, named, environment.Time.GetUtcNow()) : null,
                call.GetValue(kind));
            await using var stores = HomeStores.Of(home, environment.Time);
            await using var store = await OpenAsync(stores, named, cancellation);
            var isJson = call.GetValue(GlobalOptions.Json);
            var console = new ReportConsole(environment.Out, environment.Colour);
            var (after, listed) = (0L, 0);
            while (listed < MostListed && await store.PageAsync(after, Math.Min(AtOnce, MostListed - listed), filter, cancellation) is { Count: > 0 } page)
            {
                if (isJson)
                    AuditOutput.WriteJson(environment.Out, named.Slug, page);
                else
                    AuditOutput.Write(console, named, page);
                (after, listed) = (page[^1].Sequence, listed + page.Count);
            }

            if (listed == MostListed)
                await environment.Error.WriteLineAsync($"Only the first {MostListed} rows are listed; narrow it with --since, --patient or --kind.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Key(CommandEnvironment environment)
    {
        var command = new Command("key", "Print the public key that checks the signed heads of this home's trails; it is made when there is none yet.");
        command.SetAction(call =>
        {
            using var key = HomeAudit.KeyOf(CommandHome.Of(call, environment));
            if (call.GetValue(GlobalOptions.Json))
            {
                JsonLine.Write(environment.Out, writer =>
                {
                    writer.WriteString("key", key.Id);
                    writer.WriteString("publicKey", key.PublicPem);
                });
            }
            else
            {
                environment.Out.WriteLine(key.PublicPem);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static (BridgeHome Home, Tenant Tenant) Of(ParseResult call, CommandEnvironment environment, Option<string> option)
    {
        var home = CommandHome.Of(call, environment);
        return (home, TenantSelection.Load(home, call.GetRequiredValue(option), environment.Folder, resolveSecrets: false));
    }

    private static Task<SqlTenantStore> OpenAsync(HomeStores stores, Tenant tenant, CancellationToken cancellation) => stores.FiguresOf(tenant.Slug) is null
        ? throw new UsageException($"nothing was stored for '{tenant.Slug}' yet, so there is no trail.")
        : stores.OpenAsync(tenant, cancellation);

    // A home that never signed anything has no file; one that was named has to be there.
    private static IAsyncEnumerable<AuditAnchor?> Heads(BridgeHome home, Tenant tenant, string? named, CommandEnvironment environment, CancellationToken cancellation)
    {
        var path = named is null ? home.AuditHeads(tenant.Slug) : environment.PathOf(named);
        if (File.Exists(path))
            return HomeAudit.ReadAsync(path, cancellation);
        return named is null ? AsyncEnumerable.Empty<AuditAnchor?>() : throw new UsageException($"there is no file {named}. Check --anchors.");
    }
}
