using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Turns <c>ehr.auth</c> of a file without problems into an authorization, its secrets looked up or left out.</summary>
internal static class AuthorizationBinding
{
    /// <summary>The authorization; what is wrong with a secret goes to the log.</summary>
    /// <param name="root">The tenant file.</param>
    /// <param name="folder">Folder from which relative secret files count; null leaves secrets out.</param>
    /// <param name="log">Takes what is wrong with a secret.</param>
    public static EhrAuthorization Bind(YamlMap root, string? folder, ProblemLog log)
    {
        if (root.Map("ehr")?.Map("auth") is not { } auth)
            return EhrAuthorization.None;
        return auth.Text("kind") switch
        {
            "bearer" => new EhrAuthorization.Bearer(Secret(auth, "token", folder, log)),
            "client-secret" => new EhrAuthorization.ClientSecret(
                auth.Text("clientId")!, new Uri(auth.Text("tokenUrl")!), Secret(auth, "clientSecret", folder, log), Scopes(auth)),
            "smart-backend" => new EhrAuthorization.SmartBackend(
                auth.Text("clientId")!,
                auth.Text("tokenUrl") is { } tokenUrl ? new Uri(tokenUrl) : null,
                Key(auth, "key", folder, log),
                Key(auth, "nextKey", folder, log),
                Scopes(auth)),
            _ => EhrAuthorization.None,
        };
    }

    private static ImmutableArray<string> Scopes(YamlMap auth) =>
        auth.Items("scopes").IsEmpty ? [] : [.. auth.Texts("scopes").Select(scope => scope.Value)];

    private static SecretValue? Secret(YamlMap auth, string name, string? folder, ProblemLog log)
    {
        if (folder is null || auth.Text(name) is not { } reference)
            return null;
        var (secret, problem) = SecretReference.Resolve(reference, folder);
        if (problem is not null)
            log.Add(auth.LineOf(name), "tenant.secret", $"'ehr.auth.{name}' cannot be resolved: {problem}.");
        return secret;
    }

    private static ClientKey? Key(YamlMap auth, string name, string? folder, ProblemLog log)
    {
        if (Secret(auth, name, folder, log) is not { } secret)
            return null;
        var (key, problem) = ClientKeyReader.Read(secret);
        // Only the signing key is bound to 'alg': the next one may be of the other kind.
        if (key is not null && name == "key" && auth.Text("alg") is { } alg && !alg.Equals(key.Algorithm.ToString(), StringComparison.OrdinalIgnoreCase))
            problem = $"it signs with {key.Algorithm.ToString().ToUpperInvariant()} but 'alg' says {alg}; correct 'alg' or remove it";
        if (problem is not null)
            log.Add(auth.LineOf(name), "tenant.key", $"'ehr.auth.{name}' cannot be used: {problem}.");
        return problem is null ? key : null;
    }
}
