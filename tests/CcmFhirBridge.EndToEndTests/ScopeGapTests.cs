using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>An EHR that grants less than the bridge asks for: what it keeps back is unknown, said, and read anew once it is granted.</summary>
public sealed class ScopeGapTests
{
    [Theory]
    [InlineData("Consent", "consent.active")]
    [InlineData("Coverage", "coverage.medicare-part-b")]
    [InlineData("CarePlan", "care-plan.in-force")]
    [InlineData("Condition", "conditions.two-groups")]
    [InlineData("Claim", "other-service.ccm-elsewhere")]
    [InlineData("Procedure", "other-service.ccm-elsewhere")]
    public async Task What_is_not_granted_is_unknown_and_holds_until_it_is_granted(string type, string rule)
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { Grants = SignedEhr.GrantsWithout(type) });

        var sync = (await bridge.SyncAsync()).ShouldExit(0).Json;
        Of(sync, type).GetProperty("kind").GetString().ShouldBe("not granted");
        Of(sync, type).GetProperty("withheld").GetString()!.ShouldContain($"system/{type}.rs");
        sync.Where(line => !line.GetProperty("known").GetBoolean()).Select(line => line.GetProperty("type").GetString()).ShouldBe([type]);
        var bill = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        var explained = (await bridge.RunAsync("explain", bill, Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(0).Out;
        explained.ShouldContain(rule);
        explained.ShouldContain("The EHR does not let");
        explained.ShouldContain("'ccm-bridge doctor' names the types and scopes that are missing");
        await ShouldHoldEverybodyAsync(bridge, ehr);

        ehr.Ehr.Door!.Grants = null;
        Of((await bridge.SyncAsync()).ShouldExit(0).Json, type).GetProperty("known").GetBoolean().ShouldBeTrue();
        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task What_was_read_before_is_believed_no_longer_and_read_anew_once_it_is_granted_again()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        (await bridge.SyncAsync()).ShouldExit(0);
        var patient = ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient;
        ehr.Ehr.Door!.Grants = SignedEhr.GrantsWithout("Consent");
        // Nobody who asks for changes alone hears of what was deleted.
        foreach (var consent in ehr.Ehr.Store.Current("Consent").Where(stored => JsonElement.Parse(stored.Body!).GetProperty("patient").GetProperty("reference").GetString() == patient).ToList())
            ehr.Ehr.Store.Delete("Consent", consent.Id);

        (await bridge.SyncAsync()).ShouldExit(0);
        await ShouldHoldEverybodyAsync(bridge, ehr);
        var status = (await bridge.RunAsync("status", "--json")).Json.Single(line => line.TryGetProperty("tenant", out _));
        status.GetRawText().ShouldContain("types-unread");
        status.GetRawText().ShouldContain("\"unreadTypes\":[\"Consent\"]");

        ehr.Ehr.Door.Grants = null;
        var anew = Of((await bridge.SyncAsync()).ShouldExit(0).Json, "Consent");
        (anew.GetProperty("kind").GetString(), anew.GetProperty("deleted").GetInt32() > 0).ShouldBe(("all", true));
        Of((await bridge.SyncAsync()).ShouldExit(0).Json, "Consent").GetProperty("kind").GetString().ShouldBe("changes");
        await bridge.CloseAsync();
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldBe(
            ehr.Practice.Truth.Where(truth => truth.Outcome == "bill" && truth.Patient != patient).Select(truth => truth.Patient).Order(StringComparer.Ordinal));
        (await bridge.RunAsync("status", "--json")).Out.ShouldNotContain("types-unread");
    }

    [Fact]
    public async Task Without_encounters_no_month_closes()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { Grants = SignedEhr.GrantsWithout("Encounter") });

        var said = (await bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(3).Out;

        string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain("Encounter is not known: the EHR did not grant it; have it grant system/Encounter.rs. Until then no time is seen, and no month closes.");
        (await bridge.CloseAsync()).ShouldExit(3);
        ehr.History.Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_that_is_not_granted_counts_nobody_whom_the_tenant_file_does_not_name()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { Grants = SignedEhr.GrantsWithout("Location", "Organization") });

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
    }

    [Fact]
    public async Task Scopes_of_the_tenant_file_that_leave_something_out_are_named_before_anybody_connects()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, $", scopes: [{string.Join(", ", SignedEhr.GrantsWithout("Consent", "Claim").Split(' '))}, system/Claim.cu]");

        var said = (await bridge.RunAsync("tenant", "check", Bridge.Slug)).ShouldExit(0).Lines;

        said.Where(line => line.Contains("warning", StringComparison.Ordinal)).ShouldBe(
        [
            "  warning: ehr.auth.scopes leaves out Consent (system/Consent.rs): consent.active cannot be told, and holds whoever would be billed",
            "  warning: ehr.auth.scopes leaves out Claim (system/Claim.rs): visit.initiating, visit.extended-planning, edits.same-day and other services cannot be told, and hold whoever would be billed",
        ]);
    }

    private static async Task ShouldHoldEverybodyAsync(Bridge bridge, PracticeEhr ehr)
    {
        (await bridge.RunAsync("month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json")).ShouldExit(0);
        await using (var session = await bridge.OpenAsync())
        {
            var outcomes = (await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None)).ToLookup(assessment => assessment.Outcome, assessment => assessment.Patient);
            outcomes[Domain.Assessments.Outcome.Bill].ShouldBeEmpty();
            ehr.Practice.Truth.Where(truth => truth.Outcome == "bill").Select(truth => truth.Patient).ShouldBeSubsetOf(outcomes[Domain.Assessments.Outcome.Hold]);
        }

        ehr.History.Records.ShouldBeEmpty();
    }

    private static JsonElement Of(IReadOnlyList<JsonElement> lines, string type) => lines.Single(line => line.GetProperty("type").GetString() == type);
}
