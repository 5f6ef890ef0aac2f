using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Searches;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Simulator.Interactions;

/// <summary>What <c>metadata</c> says: the truth about the switches.</summary>
internal static class CapabilityStatement
{
    private static readonly string[] Usual =
    [
        "CarePlan", "ChargeItem", "Claim", "Condition", "Consent", "Coverage", "Encounter", "Observation", "Organization", "Patient",
        "Practitioner", "PractitionerRole", "Procedure",
    ];

    public static byte[] Of(SimulatedEhrOptions options, FhirStore store, string baseUrl)
    {
        var resources = new JsonArray();
        foreach (var type in Usual.Union(store.Types, StringComparer.Ordinal).Where(type => !options.HiddenTypes.Contains(type)).Order(StringComparer.Ordinal))
            resources.Add((JsonNode)Resource(type, options));
        var rest = new JsonObject { ["mode"] = "server", ["resource"] = resources };
        var system = new JsonArray();
        if (options.Transactions)
            system.Add((JsonNode)Code("transaction"));
        if (options.Batches)
            system.Add((JsonNode)Code("batch"));
        if (system.Count > 0)
            rest["interaction"] = system;
        return Json.Bytes(new JsonObject
        {
            ["resourceType"] = "CapabilityStatement",
            ["status"] = "active",
            ["date"] = Instant.Write(store.Now()),
            ["kind"] = "instance",
            ["software"] = new JsonObject { ["name"] = "CcmFhirBridge simulated EHR" },
            ["implementation"] = new JsonObject { ["description"] = "Simulated EHR with synthetic patients", ["url"] = baseUrl },
            ["fhirVersion"] = "4.0.1",
            ["format"] = new JsonArray("json", "application/fhir+json"),
            ["rest"] = new JsonArray(rest),
        });
    }

    private static JsonObject Resource(string type, SimulatedEhrOptions options)
    {
        var writable = !options.ReadOnlyTypes.Contains(type);
        string[] interactions = writable
            ? ["read", "vread", "history-instance", "search-type", "create", "update", "delete"]
            : ["read", "vread", "history-instance", "search-type"];
        var parameters = new JsonArray(Parameter("_id", "token"));
        if (options.Searching.Declares("_lastUpdated"))
            parameters.Add((JsonNode)Parameter("_lastUpdated", "date"));
        var own = options.Vendor?.SearchParametersOf(type);
        foreach (var (name, kind) in SearchParameters.Of(type).Where(parameter => own?.Contains(parameter.Name) != false && options.Searching.Declares(parameter.Name)))
            parameters.Add((JsonNode)Parameter(name, kind.ToString().ToLowerInvariant()));
        var resource = new JsonObject
        {
            ["type"] = type,
            ["interaction"] = new JsonArray([.. interactions.Select(Code)]),
            ["versioning"] = "versioned-update",
            ["readHistory"] = true,
            ["updateCreate"] = writable && options.UpdateCreate,
            ["conditionalCreate"] = writable && options.ConditionalCreate,
            ["conditionalUpdate"] = writable && options.ConditionalUpdate,
            ["searchParam"] = parameters,
        };
        if (Includes(type) is { Count: > 0 } includes)
            resource["searchInclude"] = includes;
        return resource;
    }

    private static JsonArray Includes(string type) => type switch
    {
        "PractitionerRole" => ["PractitionerRole:practitioner", "PractitionerRole:organization"],
        "Encounter" => ["Encounter:practitioner", "Encounter:patient"],
        _ => [],
    };

    private static JsonObject Code(string code) => new() { ["code"] = code };

    private static JsonObject Parameter(string name, string type) => new() { ["name"] = name, ["type"] = type };
}
