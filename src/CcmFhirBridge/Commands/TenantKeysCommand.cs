using System.CommandLine;
using CcmFhirBridge.Ehr.Authorization;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Commands;

/// <summary><c>tenant keys</c>: the public keys that the EHR has to know.</summary>
internal static class TenantKeysCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var named = new Argument<string>("SLUG|FILE") { Description = "The tenant." };
        var command = new Command("keys", "Print the public key set (JWKS) to register with the EHR: the key that signs, and the next one.") { named };
        command.SetAction(call =>
        {
            var tenant = TenantSelection.Load(CommandHome.Of(call, environment), call.GetValue(named)!, environment.Folder, resolveSecrets: true);
            environment.Out.WriteLine(SigningKeys.PublicSetOf(tenant.Ehr.Authorization)
                ?? throw new UsageException($"the tenant '{tenant.Slug}' signs nothing. Only 'ehr.auth' of 'kind: smart-backend' has keys."));
            return ExitCode.Done;
        });
        return command;
    }
}
