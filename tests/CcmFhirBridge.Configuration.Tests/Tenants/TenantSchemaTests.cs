using System.Text.Json;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class TenantSchemaTests
{
    [Fact]
    public void The_schema_knows_exactly_the_keys_that_the_reader_knows()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);

        KeysOf(schema.RootElement, "").Order(StringComparer.Ordinal).ShouldBe(KeysOf(TenantShape.Root, "").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_key_of_the_contract_is_in_the_schema()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);
        var keys = KeysOf(schema.RootElement, "").ToHashSet(StringComparer.Ordinal);
        string[] contract =
        [
            "tenant", "name", "timeZone", "ehr.baseUrl", "ehr.vendor", "ehr.population.by", "ehr.population.group", "ehr.population.file", "ehr.history",
            "ehr.allowedOrigins", "ehr.limits.perMinute", "ehr.limits.inFlight", "ehr.limits.reads", "ehr.limits.timeout", "ehr.auth.kind", "ehr.auth.token", "ehr.auth.tokenUrl",
            "ehr.auth.clientId", "ehr.auth.clientSecret", "ehr.auth.key", "ehr.auth.alg", "ehr.auth.nextKey", "ehr.auth.scopes", "ehr.sync.mode", "ehr.sync.forms", "ehr.sync.every", "ehr.overrides.paging.size", "ehr.overrides.codes", "ehr.writeBack.claim",
            "ehr.writeBack.chargeItem", "ehr.writeBack.testPatient", "billing.organization.npi", "billing.organization.tin", "billing.organization.taxonomy", "billing.organization.address",
            "billing.defaultPractitioner", "billing.setting", "billing.placeOfService", "billing.locality", "billing.charges", "billing.filedThrough",
            "billing.dateOfService", "billing.firstMonth", "billing.closeOn", "billing.release", "practitioners[].reference", "practitioners[].npi",
            "practitioners[].credential", "practitioners[].role", "practitioners[].qp", "policy.conflicts.pcm-other-practitioner", "policy.conflicts.access", "payers[].payer",
            "payers[].payor", "payers[].rules", "payers[].confirmedBy", "payers[].confirmedOn", "payers[].conflicts.tcm", "mapping.codes[].from", "mapping.codes[].to",
        ];

        contract.Where(key => !keys.Contains(key)).ShouldBeEmpty();
    }

    [Fact]
    public void The_schema_is_strict_and_requires_what_the_reader_requires()
    {
        using var schema = JsonDocument.Parse(TenantSchema.Json);
        var root = schema.RootElement;

        root.GetProperty("$schema").GetString().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        root.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        root.GetProperty("required").EnumerateArray().Select(key => key.GetString()).ShouldBe(["tenant", "name", "timeZone", "ehr", "billing"]);
        root.GetProperty("properties").GetProperty("ehr").GetProperty("additionalProperties").GetBoolean().ShouldBeFalse();
        root.GetProperty("properties").GetProperty("tenant").GetProperty("pattern").GetString().ShouldBe("^[a-z][a-z0-9-]{2,39}$");
        root.GetProperty("properties").GetProperty("billing").GetProperty("properties").GetProperty("closeOn").GetProperty("maximum").GetInt32().ShouldBe(28);
    }

    private static IEnumerable<string> KeysOf(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var key in KeysOf(items, path + "[]"))
                yield return key;
        }

        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        foreach (var property in properties.EnumerateObject())
        {
            var name = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            yield return name;
            foreach (var key in KeysOf(property.Value, name))
                yield return key;
        }
    }

    private static IEnumerable<string> KeysOf(YamlShape shape, string path) => shape switch
    {
        ListShape list => KeysOf(list.Item, path + "[]"),
        MapShape map => map.Keys.SelectMany(key =>
        {
            var name = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            return KeysOf(key.Shape, name).Prepend(name);
        }),
        _ => [],
    };
}
