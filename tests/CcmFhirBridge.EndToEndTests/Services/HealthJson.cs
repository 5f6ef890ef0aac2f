using System.Text.Json;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Finds its way through the answer of a health endpoint.</summary>
internal static class HealthJson
{
    public static bool Is(this JsonElement health, string status) => health.GetProperty("status").GetString() == status;

    public static JsonElement Check(this JsonElement health, string name) =>
        health.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);

    public static bool Is(this JsonElement health, string name, string status) => health.Check(name).Is(status);

    /// <summary>What a check says of one tenant or file; undefined when it names others or none.</summary>
    public static JsonElement Of(this JsonElement health, string name, string key) =>
        health.Check(name).GetProperty("tenants").TryGetProperty(key, out var found) ? found : default;

    /// <summary>Whether the last pass of a tenant failed on the service's side.</summary>
    public static bool FailsOnOwnSide(this JsonElement health, string tenant, string failure) =>
        health.Of("own-side", tenant) is { ValueKind: JsonValueKind.Object } found && found.GetProperty("lastFailure").GetString() == failure;

    /// <summary>Whether the recovery of a tenant waits because of a failure.</summary>
    public static bool Fails(this JsonElement health, string tenant, string failure) =>
        health.Of("workers-recovered", tenant) is { ValueKind: JsonValueKind.Object } found && found.GetProperty("lastFailure").GetString() == failure;
}
