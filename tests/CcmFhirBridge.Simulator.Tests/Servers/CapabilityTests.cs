using System.Text.Json;

namespace CcmFhirBridge.Simulator.Tests.Servers;

public sealed class CapabilityTests
{
    [Fact]
    public async Task Metadata_offers_what_the_default_server_does()
    {
        await using var ehr = await RunningEhr.StartAsync();

        var claim = Resource(await ehr.Get("/metadata"), "Claim")!.Value;

        Interactions(claim).ShouldContain("create");
        claim.GetProperty("updateCreate").GetBoolean().ShouldBeTrue();
        claim.GetProperty("conditionalCreate").GetBoolean().ShouldBeTrue();
        claim.GetProperty("searchParam").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString())
            .ShouldBe(["_id", "_lastUpdated", "identifier", "patient", "status", "use", "created", "provider", "priority"]);
    }

    [Fact]
    public async Task Metadata_follows_the_switches()
    {
        await using var ehr = await RunningEhr.StartAsync(new()
        {
            UpdateCreate = false,
            ConditionalCreate = false,
            Transactions = false,
            ReadOnlyTypes = ["Claim"],
            HiddenTypes = ["Consent"],
        });

        var metadata = await ehr.Get("/metadata");

        Resource(metadata, "Consent").ShouldBeNull();
        Interactions(Resource(metadata, "Claim")!.Value).ShouldNotContain("create");
        Resource(metadata, "ChargeItem")!.Value.GetProperty("updateCreate").GetBoolean().ShouldBeFalse();
        Resource(metadata, "ChargeItem")!.Value.GetProperty("conditionalCreate").GetBoolean().ShouldBeFalse();
        Interactions(metadata.Json.GetProperty("rest")[0]).ShouldBe(["batch"]);
    }

    private static JsonElement? Resource(Reply metadata, string type) => metadata.Json.GetProperty("rest")[0].GetProperty("resource").EnumerateArray()
        .Where(resource => resource.GetProperty("type").GetString() == type).Select(resource => (JsonElement?)resource).FirstOrDefault();

    private static IEnumerable<string?> Interactions(JsonElement element) =>
        element.GetProperty("interaction").EnumerateArray().Select(interaction => interaction.GetProperty("code").GetString());
}
