using System.CommandLine;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Server.Outbound;

namespace CcmFhirBridge.Commands;

/// <summary><c>client keys|token</c>: what a client itself does. They need no home, and nothing of the service but its address.</summary>
internal static class ClientSideCommands
{
    private const string EveryScope = "system/*.cruds";

    public static Command Keys(CommandEnvironment environment)
    {
        var file = new Argument<string>("FILE") { Description = "Private key in PEM, or a JSON Web Key: RSA from 2048 bits, EC on P-384." };
        var command = new Command("keys", "Print the public key set (JWKS) of a client's key, to register with 'client add --jwks'.") { file };
        command.SetAction(call =>
        {
            environment.Out.WriteLine(SigningKeys.PublicSetOf(ClientKeyFile.Read(environment, call.GetRequiredValue(file))));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Token(CommandEnvironment environment)
    {
        var id = new Argument<string>("ID") { Description = "Id of the client, as 'client add' told it." };
        var key = new Option<string>("--key") { Description = "File with the client's private key.", HelpName = "FILE", Required = true };
        var url = new Option<string>("--url") { Description = "FHIR base address of the tenant, such as https://bridge.example/lakeside/fhir.", HelpName = "URL", Required = true };
        var scope = new Option<string[]>("--scope") { Description = "What to ask for; everything that the client is registered with when not given.", HelpName = "SCOPES" };
        var command = new Command("token", "Ask a running service for an access token as any SMART Backend Services client does, and print it.") { id, key, url, scope };
        command.SetAction(async (call, cancellation) =>
        {
            var signing = ClientKeyFile.Read(environment, call.GetRequiredValue(key));
            using var request = new ClientTokenRequest(AddressOf(call.GetRequiredValue(url)), environment.Time);
            var asked = call.GetValue(scope) is { Length: > 0 } named ? string.Join(' ', named) : EveryScope;
            var token = await request.AskAsync(signing, call.GetRequiredValue(id), asked, cancellation);
            if (!call.GetValue(GlobalOptions.Json))
            {
                await environment.Out.WriteLineAsync(token.Text);
                return ExitCode.Done;
            }

            JsonLine.Write(environment.Out, writer =>
            {
                writer.WriteString("token", token.Text);
                writer.WriteNumber("expiresIn", token.ExpiresIn);
                writer.WriteString("scope", token.Scope);
            });
            return ExitCode.Done;
        });
        return command;
    }

    // The token comes back on this way: it is as secret as what it opens.
    private static Uri AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && KeySetAddress.IsAllowed(address) && address.Query.Length == 0
        ? address
        : throw new UsageException($"--url '{url}' is no FHIR base address. Write such as https://bridge.example/lakeside/fhir; plain http only to this machine, such as http://127.0.0.1:8080/lakeside/fhir.");
}
