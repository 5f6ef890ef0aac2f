using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Ehr.Probing;

/// <summary>Bodies that bill nothing: a draft Claim without an item, a planned ChargeItem whose code is a text.</summary>
/// <param name="tenant">The practice.</param>
/// <param name="coverage"><c>Coverage/id</c> of the test patient; null when there is none.</param>
/// <param name="day">The practice's day.</param>
internal sealed class ProbeBodies(Tenant tenant, string? coverage, DateOnly day)
{
    private const string Label = "Write probe of CcmFhirBridge: bills nothing";

    /// <summary>A body without an id.</summary>
    public ReadOnlyMemory<byte> Make(string resourceType, string identifier) => Bytes(Resource(resourceType, identifier, withdrawn: false));

    /// <summary>The same under the id that it got, withdrawn.</summary>
    public ReadOnlyMemory<byte> Withdrawn(string resourceType, string identifier, string id)
    {
        var resource = Resource(resourceType, identifier, withdrawn: true);
        resource["id"] = id;
        return Bytes(resource);
    }

    private JsonObject Resource(string resourceType, string identifier, bool withdrawn) => resourceType == "Claim"
        ? new JsonObject
        {
            ["resourceType"] = resourceType,
            ["identifier"] = Identifiers(identifier),
            ["status"] = withdrawn ? "entered-in-error" : "draft",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Canonicals.ClaimType, ["code"] = "professional" }) },
            ["use"] = "claim",
            ["patient"] = Reference(tenant.Ehr.TestPatient),
            ["created"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["provider"] = Reference(tenant.Billing.DefaultPractitioner),
            ["priority"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = Canonicals.ProcessPriority, ["code"] = "normal" }) },
            ["insurance"] = new JsonArray(new JsonObject { ["sequence"] = 1, ["focal"] = true, ["coverage"] = Reference(coverage) }),
        }
        : new JsonObject
        {
            ["resourceType"] = resourceType,
            ["identifier"] = Identifiers(identifier),
            ["status"] = withdrawn ? "entered-in-error" : "planned",
            ["code"] = new JsonObject { ["text"] = Label },
            ["subject"] = Reference(tenant.Ehr.TestPatient),
        };

    private static JsonArray Identifiers(string identifier) => [new JsonObject { ["system"] = Canonicals.ProbeIdentifier, ["value"] = identifier }];

    private static JsonObject Reference(string? reference) => reference is null ? new JsonObject { ["display"] = Label } : new JsonObject { ["reference"] = reference };

    private static ReadOnlyMemory<byte> Bytes(JsonObject resource) => Encoding.UTF8.GetBytes(resource.ToJsonString());
}
