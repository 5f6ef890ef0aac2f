using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>What the scopes of a tenant file leave out, told without asking anybody.</summary>
public static class ConfiguredScopes
{
    /// <summary>Each type that they do not let be read, what that costs and what mends it, in words; none where the tenant file names no scopes.</summary>
    public static IEnumerable<string> Gaps(EhrSettings ehr)
    {
        var configured = ehr.Authorization switch
        {
            EhrAuthorization.SmartBackend smart => smart.Scopes,
            EhrAuthorization.ClientSecret secret => secret.Scopes,
            _ => [],
        };
        return new NeededScopes(ehr, configured, derive: false).Withheld(configured, old: configured.Any(scope => scope.EndsWith(".read", StringComparison.Ordinal)))
            .Where(withheld => !ehr.Profile.NotRead.Contains(withheld.Type))
            .Select(withheld => $"ehr.auth.scopes {(withheld.InPart ? "asks for a part of" : "leaves out")} {withheld.Type} ({withheld.Scope}): {NeededTypes.CostOf(withheld.Type)}");
    }
}
