using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tenants;

/// <summary>Which keys of <c>ehr.auth</c> go with which kind.</summary>
internal static class AuthorizationChecks
{
    private static readonly ImmutableArray<Kind> Kinds =
    [
        new("none", [], []),
        new("bearer", ["token"], []),
        new("client-secret", ["clientId", "clientSecret", "tokenUrl"], ["scopes"]),
        new("smart-backend", ["clientId", "key"], ["tokenUrl", "alg", "nextKey", "scopes"]),
    ];

    public static void Check(YamlMap ehr, ProblemLog log)
    {
        if (ehr.Map("auth") is not { } auth || Kinds.FirstOrDefault(kind => kind.Name == auth.Text("kind")) is not { } chosen)
            return;
        foreach (var missing in chosen.Required.Where(key => !auth.Has(key)))
            log.Add(auth.Line, "yaml.missing-key", $"'ehr.auth.{missing}' is missing for 'kind: {chosen.Name}'. {Hint(missing)}");
        foreach (var entry in auth.Entries.Where(entry => entry.Key != "kind" && !chosen.Takes(entry.Key)))
        {
            var owner = Kinds.FirstOrDefault(kind => kind.Takes(entry.Key));
            if (owner is not null)
                log.Add(entry.Line, "tenant.auth", $"'ehr.auth.{entry.Key}' is given but 'kind: {chosen.Name}' would not use it. Use 'kind: {owner.Name}', or remove the key.");
        }
    }

    private static string Hint(string key) => key switch
    {
        "clientId" => "Add it as the EHR registered it.",
        "tokenUrl" => "Add the address of the EHR's token endpoint.",
        _ => "Add it as env:NAME or file:PATH.",
    };

    private sealed record Kind(string Name, ImmutableArray<string> Required, ImmutableArray<string> Optional)
    {
        public bool Takes(string key) => Required.Contains(key) || Optional.Contains(key);
    }
}
