using System.Collections.Concurrent;
using System.Text.Json;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>People whom no search of the directory shows are read by the reference that names them.</summary>
public sealed class NamedDirectoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_not_listed_is_read_by_reference_once_and_counts_as_what_the_EHR_says(bool says)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, says);
        var asked = CountReads(ehr);

        var first = (await bridge.SyncAsync()).ShouldExit(0).Json;

        Of(first, "Practitioner").GetProperty("byReference").GetInt32().ShouldBe(asked.Count);
        asked.Keys.ShouldContain(person => person.StartsWith("Practitioner/rn-", StringComparison.Ordinal));
        asked.Values.ShouldAllBe(times => times == 1);
        await using (var session = await bridge.OpenAsync())
            JsonElement.Parse((await session.Store.RawAsync("Practitioner", asked.Keys.First().Split('/')[1], null, CancellationToken.None))!.Value.Span)
                .GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("1");

        bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        (await bridge.SyncAsync()).ShouldExit(0);
        asked.Values.ShouldAllBe(times => times == (says ? 1 : 2), "what a list leaves out is looked for before it is taken for gone");

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(410, false)]
    [InlineData(403, true)]
    [InlineData(400, true)]
    [InlineData(301, true)]
    [InlineData(200, true)]
    public async Task Who_cannot_be_read_stays_unknown_and_the_time_is_not_counted(int status, bool isGap)
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, says: true);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Type == "Practitioner" && context.Path.Contains('/', StringComparison.Ordinal)
            ? new FhirAnswer { Status = status, Location = "http://127.0.0.1:9/fhir/Practitioner/x", Body = status == 200 ? """{"resourceType":"Practitioner","id":"somebody-else"}"""u8.ToArray() : [] }
            : null));

        (await bridge.SyncAsync()).ShouldExit(0);
        (await bridge.RunAsync("sync", "--tenant", Bridge.Slug, "--full")).Out.Contains("gap.named-not-read", StringComparison.Ordinal).ShouldBe(isGap);

        (await bridge.CloseAsync()).ShouldExit(3);
        var bill = ehr.Practice.Truth.First(truth => truth.Outcome == "bill" && truth.Lines[0].Code == "99490").Patient;
        (await bridge.RunAsync("explain", bill, Bridge.Month, "--tenant", Bridge.Slug)).Out.ShouldContain("time.unknown-performer");
        PracticeEhr.PatientsOf(ehr.Ours("Claim"), "patient").ShouldNotContain(bill);
    }

    [Fact]
    public async Task Who_is_gone_is_forgotten_with_the_next_whole_read()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(bridge, says: false);
        var asked = CountReads(ehr);
        (await bridge.SyncAsync()).ShouldExit(0);
        var gone = asked.Keys.First(person => person.StartsWith("Practitioner/rn-", StringComparison.Ordinal)).Split('/')[1];
        ehr.Ehr.Store.Delete("Practitioner", gone);

        Of((await bridge.SyncAsync(more: "--full")).ShouldExit(0).Json, "Practitioner").GetProperty("deleted").GetInt32().ShouldBe(1);

        await using var session = await bridge.OpenAsync();
        (await session.Store.UnseenIdsAsync("Practitioner", long.MaxValue, CancellationToken.None)).ShouldNotContain(gone);
    }

    [Fact]
    public async Task A_role_leads_to_the_person_who_has_it()
    {
        using var bridge = new Bridge();
        await using var ehr = await StartAsync(
            bridge, says: true, text => text.Contains("\"resourceType\":\"Encounter\"", StringComparison.Ordinal) ? text.Replace("\"Practitioner/rn-", "\"PractitionerRole/role-rn-", StringComparison.Ordinal) : text);
        var asked = CountReads(ehr);

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        asked.Keys.ShouldContain(key => key.StartsWith("PractitionerRole/role-rn-", StringComparison.Ordinal));
        asked.Keys.ShouldContain(key => key.StartsWith("Practitioner/rn-", StringComparison.Ordinal));
    }

    // The tenant file says who bills and who never counts; nurses are known to the EHR alone.
    private static async Task<PracticeEhr> StartAsync(Bridge bridge, bool says, Func<string, string>? rewrite = null)
    {
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, rewrite: rewrite);
        ehr.Ehr.Quirks.Add(new UnlistedDirectory(says, "Practitioner", "PractitionerRole"));
        bridge.WriteTenant(string.Join('\n', ehr.Yaml().Split('\n').Where(line => !(line.Contains("reference: Practitioner/", StringComparison.Ordinal)
            && (line.Contains("credential: RN", StringComparison.Ordinal) || line.Contains("credential: LPN", StringComparison.Ordinal) || line.Contains("credential: CMA", StringComparison.Ordinal))))));
        return ehr;
    }

    private static ConcurrentDictionary<string, int> CountReads(PracticeEhr ehr)
    {
        var asked = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context =>
        {
            if (context.Path.StartsWith("Practitioner", StringComparison.Ordinal) && context.Path.Contains('/', StringComparison.Ordinal))
                asked.AddOrUpdate(context.Path, 1, (_, times) => times + 1);
            return null;
        }));
        return asked;
    }

    private static JsonElement Of(IReadOnlyList<JsonElement> lines, string type) => lines.Single(line => line.GetProperty("type").GetString() == type);
}
