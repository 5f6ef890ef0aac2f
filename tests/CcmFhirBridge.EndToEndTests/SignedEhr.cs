using System.Security.Cryptography;
using System.Text.Json;
using CcmFhirBridge.Simulator.Doors;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>A practice's EHR behind a door that wants signed assertions, and the tenant file for it; the key lies in the bridge's folder as <c>key</c>.</summary>
internal static class SignedEhr
{
    private const string Client = "lakeside-bridge";

    /// <summary>Every scope that the bridge asks for, but for the types named.</summary>
    public static string GrantsWithout(params string[] types) => string.Join(' ', SyncedScopes.Where(scope => !types.Contains(scope.Split('/', '.')[1])));

    private static string[] SyncedScopes =>
    [
        .. Domain.Tenants.EhrTypes.InOrder.Select(type => $"system/{type}.{(type is "Claim" or "ChargeItem" ? "crus" : "rs")}"),
    ];

    public static async Task<PracticeEhr> StartAsync(Bridge bridge, string more = "", Func<DoorOptions, DoorOptions>? options = null, int patients = 12)
    {
        bridge.WriteTenant(Auth(PracticeEhr.Generate(patients).TenantYaml("http://127.0.0.1:9/fhir"), more));
        var keys = (await bridge.RunAsync("tenant", "keys", Bridge.Slug)).ShouldExit(0).Out;
        var door = new DoorOptions { ClientId = Client, PublicKeys = keys };
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients, options: new SimulatedEhrOptions { Door = options?.Invoke(door) ?? door });
        bridge.WriteTenant(Yaml(ehr, more));
        return ehr;
    }

    public static string Yaml(PracticeEhr ehr, string more) => Auth(ehr.Yaml(), more);

    public static string Auth(string yaml, string more) =>
        PracticeEhr.Change(yaml, ("auth: { kind: none }", $"auth: {{ kind: smart-backend, clientId: {Client}, key: file:../../key{more} }}"));

    public static string NewKey(string kind)
    {
        if (kind == "RSA")
        {
            using var rsa = RSA.Create(2048);
            return rsa.ExportRSAPrivateKeyPem();
        }

        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        if (kind != "JWK")
            return ec.ExportECPrivateKeyPem();
        var parts = ec.ExportParameters(includePrivateParameters: true);
        return JsonSerializer.Serialize(new
        {
            kty = "EC",
            crv = "P-384",
            kid = "2026-05",
            x = System.Buffers.Text.Base64Url.EncodeToString(parts.Q.X),
            y = System.Buffers.Text.Base64Url.EncodeToString(parts.Q.Y),
            d = System.Buffers.Text.Base64Url.EncodeToString(parts.D),
        });
    }
}
