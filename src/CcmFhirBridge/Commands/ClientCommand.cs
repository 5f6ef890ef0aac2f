using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Access;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>client</c>: the systems that may ask this bridge about a tenant, and what such a system does itself.</summary>
internal static class ClientCommand
{
    private const int LongestName = 100;
    private const int IdLength = 16;

    public static Command Create(CommandEnvironment environment) => new("client", "Systems that may read from this bridge, such as a billing system: register them, see them, revoke them, or be one.")
    {
        Add(environment),
        List(environment),
        Rotate(environment),
        Revoke(environment),
        ClientSideCommands.Keys(environment),
        ClientSideCommands.Token(environment),
    };

    private static Command Add(CommandEnvironment environment)
    {
        var name = new Argument<string>("NAME") { Description = "What people call it." };
        var tenant = GlobalOptions.Tenant();
        var scope = new Option<string[]>("--scope")
        {
            Description = "The most that it may be granted, such as \"system/Claim.rs system/ChargeItem.rs\"; as often as needed.",
            HelpName = "SCOPES",
            Required = true,
        };
        var keys = new ClientKeyOptions();
        var by = By();
        var command = new Command("add", "Register a client by its public keys. It gets an id, and asks for tokens as SMART Backend Services do.") { name, tenant, scope, keys.Jwks, keys.JwksUrl, by };
        command.SetAction(async (call, cancellation) =>
        {
            var called = NameOf(call.GetRequiredValue(name));
            if (!OfferedScopes.TryRegister(string.Join(' ', call.GetRequiredValue(scope)), out var scopes, out var problem))
                throw new UsageException($"--scope: {problem}.");
            var given = keys.Read(call, environment);
            var change = Change(call, by, environment);
            await using var open = await OpenAsync(call, environment, tenant, cancellation);
            var client = new AccessClient { Id = IdOf(open.Tenant.Slug, called, change), Name = called, Scopes = scopes.ToString(), Keys = given, Created = change };
            if (!await open.Access.AddClientAsync(client, cancellation))
                throw new UsageException($"a client '{called}' was registered at this very moment. 'ccm-bridge client list --tenant {open.Tenant.Slug}' shows it.");
            Tell(call, environment, open.Tenant, client, $"Its id is {client.Id}: 'iss' and 'sub' of what it signs. It asks for tokens at /{open.Tenant.Slug}/oauth/token of this service.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command List(CommandEnvironment environment)
    {
        var tenant = GlobalOptions.Tenant();
        var command = new Command("list", "List every client that there ever was, revoked ones too.") { tenant };
        command.SetAction(async (call, cancellation) =>
        {
            await using var open = await OpenAsync(call, environment, tenant, cancellation);
            var clients = await open.Access.ClientsAsync(cancellation);
            if (call.GetValue(GlobalOptions.Json))
                ClientOutput.WriteJson(environment.Out, open.Tenant.Slug, clients);
            else
                ClientOutput.Write(new ReportConsole(environment.Out, environment.Colour), open.Tenant, clients);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Rotate(CommandEnvironment environment)
    {
        var id = Id();
        var tenant = GlobalOptions.Tenant();
        var keys = new ClientKeyOptions();
        var by = By();
        var command = new Command("rotate", "Replace the keys of a client. The tokens that it has end at once, and only the new keys bring others.") { id, tenant, keys.Jwks, keys.JwksUrl, by };
        command.SetAction(async (call, cancellation) =>
        {
            var given = keys.Read(call, environment);
            await using var open = await OpenAsync(call, environment, tenant, cancellation);
            var client = await open.Access.RotateClientAsync(call.GetRequiredValue(id), given, Change(call, by, environment), cancellation)
                ?? throw Unknown(open.Tenant, call.GetRequiredValue(id), "that still has access");
            Tell(call, environment, open.Tenant, client, "Its keys are replaced, and the tokens that the old ones brought have ended.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Revoke(CommandEnvironment environment)
    {
        var id = Id();
        var tenant = GlobalOptions.Tenant();
        var by = By();
        var command = new Command("revoke", "End the access of a client for ever, with the tokens that it has. Safe to repeat.") { id, tenant, by };
        command.SetAction(async (call, cancellation) =>
        {
            await using var open = await OpenAsync(call, environment, tenant, cancellation);
            var client = await open.Access.RevokeClientAsync(call.GetRequiredValue(id), Change(call, by, environment), cancellation)
                ?? throw Unknown(open.Tenant, call.GetRequiredValue(id), "");
            Tell(call, environment, open.Tenant, client, $"It lost its access at {client.Revoked!.At:u}, and the tokens that it had have ended. It stays in the list.");
            return ExitCode.Done;
        });
        return command;
    }

    // Neither the EHR nor its secrets are needed: a client must be revocable while a key file is missing.
    private static async Task<OpenAccess> OpenAsync(ParseResult call, CommandEnvironment environment, Option<string> named, CancellationToken cancellation)
    {
        var home = CommandHome.Of(call, environment);
        var tenant = TenantSelection.Load(home, call.GetRequiredValue(named), environment.Folder, resolveSecrets: false);
        var stores = HomeStores.Of(home, environment.Time);
        try
        {
            return new OpenAccess(tenant, stores, await stores.OpenAsync(tenant, cancellation));
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    private static void Tell(ParseResult call, CommandEnvironment environment, Tenant tenant, AccessClient client, string words)
    {
        if (call.GetValue(GlobalOptions.Json))
        {
            ClientOutput.WriteJson(environment.Out, tenant.Slug, [client]);
            return;
        }

        var console = new ReportConsole(environment.Out, environment.Colour);
        ClientOutput.Write(console, tenant, [client]);
        console.Line(words);
    }

    private static AccessChange Change(ParseResult call, Option<string?> by, CommandEnvironment environment) =>
        (call.GetValue(by) ?? environment.User) is var who && !string.IsNullOrWhiteSpace(who)
            ? new AccessChange(environment.Time.GetUtcNow(), who)
            : throw new UsageException("--by is empty. Say who decides.");

    private static string NameOf(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestName && !text.Any(char.IsControl)
        ? text.Trim()
        : throw new UsageException($"a client's NAME has 1 to {LongestName} characters on one line.");

    // It is no secret, and the same call at the same moment is the same client.
    private static string IdOf(string tenant, string name, AccessChange created) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"v1|client|{tenant}|{name}|{created.At.UtcTicks}"))))[..IdLength];

    private static UsageException Unknown(Tenant tenant, string id, string which) =>
        new($"{tenant.Slug} has no client '{id}'{(which.Length > 0 ? " " + which : "")}. 'ccm-bridge client list --tenant {tenant.Slug}' shows all of them.");

    private static Argument<string> Id() => new("ID") { Description = "Id of the client, as 'client list' shows it." };

    private static Option<string?> By() => new("--by") { Description = "Who decides; the account that runs this when not given.", HelpName = "NAME" };

    private sealed class OpenAccess(Tenant tenant, HomeStores stores, Storage.SqlTenantStore store) : IAsyncDisposable
    {
        public Tenant Tenant => tenant;

        public IAccessStore Access => store;

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            await stores.DisposeAsync();
        }
    }
}
