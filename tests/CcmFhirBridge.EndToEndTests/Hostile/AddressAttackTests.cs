using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Hostile;

/// <summary>An EHR that sends the bridge elsewhere (tests/Attacks.md, 37 to 48): it goes nowhere but to the EHR.</summary>
public sealed class AddressAttackTests
{
    [Fact]
    public async Task Attacks_37_to_39_43_and_48_a_next_link_that_leads_elsewhere_is_not_followed_however_it_is_written()
    {
        await using var practice = await HostilePractice.StartAsync();
        var (trap, ehr) = (practice.Trap.Port, practice.Ehr.Ehr.Address.Port);
        string[] links =
        [
            $"http://127.0.0.1:{trap}/fhir/Patient?page=2", $"https://127.0.0.1:{trap}/fhir/Patient", $"//127.0.0.1:{trap}/fhir/Patient",
            "http://169.254.169.254/latest/meta-data", $"http://127.0.0.1:{ehr}@127.0.0.1:{trap}/fhir/Patient", $"http://127.0.0.1:{ehr}.evil.example:{trap}/fhir/Patient",
            $"http://localhost:{trap}/fhir/Patient", $"http://localhost.:{trap}/fhir/Patient", $"http://[::1]:{trap}/fhir/Patient", $"http://[::ffff:127.0.0.1]:{trap}/fhir/Patient",
            $"http://2130706433:{trap}/fhir/Patient", $"http://0177.0.0.1:{trap}/fhir/Patient", $"http://0x7f.1:{trap}/fhir/Patient", $"http://127.1:{trap}/fhir/Patient",
            $"https://127.0.0.1:{ehr}/fhir/Patient", $"http://127.0.0.1:{ehr}:{ehr}/fhir/Patient", $"http://127.0.0.1:{ehr}/fhir2/Patient", $"http://127.0.0.1:{ehr}/fhir/../Patient",
            $"ftp://127.0.0.1:{trap}/Patient", $"gopher://127.0.0.1:{trap}/Patient", "file:///etc/passwd", "javascript:alert(1)", $"http:\\\\127.0.0.1:{trap}\\Patient",
            $"http://127.0.0.1:{ehr}/fhir/Patient?x=1\r\nHost: 127.0.0.1:{trap}", $"http://127.0.0.1:{trap}/fhir/Patient#" + new string('a', 100_000),
        ];

        foreach (var link in links)
        {
            var attack = new PageQuirk("Patient", (_, page) => page["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = link }));
            await practice.ShouldBeRefusedAsync(attack, "ehr.allowedOrigins", link[..Math.Min(80, link.Length)]);
            practice.Trap.Connections.ShouldBe(0, link[..Math.Min(80, link.Length)]);
        }

        await practice.ShouldGoOnAsync();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Attack_41_a_redirect_is_not_followed(int status)
    {
        await using var practice = await HostilePractice.StartAsync();
        foreach (var type in (string[])["metadata", "Practitioner", "Patient", "Encounter", "Claim"])
        {
            var attack = new AnswerQuirk(context => context.Type == type ? new FhirAnswer { Status = status, Location = $"{practice.TrapAddress}/fhir/{type}" } : null);
            await practice.ShouldBeRefusedAsync(attack, "a redirect, which is never followed with credentials", $"{status} of {type}");
        }

        await practice.ShouldGoOnAsync();
    }

    [Fact]
    public async Task Attack_42_pages_without_end_end()
    {
        await using var practice = await HostilePractice.StartAsync();
        var asked = 0;
        practice.Ehr.Ehr.Quirks.Add(new PageQuirk("Patient", (_, page) =>
            page["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = $"{practice.Ehr.Ehr.BaseUrl}/Patient?_count={200 - ++asked}" })));

        var sync = (await practice.Bridge.SyncAsync()).ShouldExit(3);

        asked.ShouldBeLessThan(10);
        sync.Json.Single(line => line.GetProperty("type").GetString() == "Patient").GetProperty("possiblyIncomplete").GetBoolean().ShouldBeTrue();
        sync.Json.Single(line => line.GetProperty("type").GetString() == "Encounter").GetProperty("read").GetInt32().ShouldBeGreaterThan(0, "the rest is read");
        (await practice.Bridge.CloseAsync()).ShouldExit(3);
        practice.Ehr.History.Records.ShouldBeEmpty();
        await practice.ShouldGoOnAsync();
    }

    [Fact]
    public async Task Attack_44_a_reference_to_another_server_is_not_fetched_and_its_person_stays_unknown()
    {
        await using var practice = await HostilePractice.StartAsync(rewrite: (text, trap) => text.Contains("\"resourceType\":\"Encounter\"", StringComparison.Ordinal)
            ? text.Replace("\"Practitioner/", $"\"http://127.0.0.1:{trap}/fhir/Practitioner/", StringComparison.Ordinal)
            : text);

        (await practice.Bridge.SyncAsync()).ShouldExit(0);
        (await practice.Bridge.CloseAsync()).ShouldExit(3);

        practice.Ehr.History.Records.ShouldBeEmpty();
        practice.Trap.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Attack_45_attachments_photographs_and_documents_are_not_fetched()
    {
        await using var practice = await HostilePractice.StartAsync();
        foreach (var (type, change) in new (string, Action<JsonObject, string>)[]
        {
            ("Patient", (json, url) => json["photo"] = new JsonArray(new JsonObject { ["url"] = url, ["contentType"] = "image/png" })),
            ("Consent", (json, url) => json["sourceAttachment"] = new JsonObject { ["url"] = url }),
            ("CarePlan", (json, url) => (json["instantiatesUri"], json["supportingInfo"]) = (new JsonArray(url), new JsonArray(new JsonObject { ["reference"] = url }))),
            ("Condition", (json, url) => json["evidence"] = new JsonArray(new JsonObject { ["detail"] = new JsonArray(new JsonObject { ["reference"] = url }) })),
            ("Encounter", (json, url) => json["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["reference"] = url } })),
        })
        {
            var schemes = new[] { "http", "https", "ftp", "gopher", "file", "ldap" };
            foreach (var (at, stored) in practice.Ehr.Ehr.Store.Current(type).Index().ToList())
                practice.Ehr.Edit(type, stored.Id, json => change(json, $"{schemes[at % schemes.Length]}://127.0.0.1:{practice.Trap.Port}/Location/1"));
        }

        await practice.ShouldGoOnAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attack_47_the_place_of_what_was_created_is_not_looked_at_elsewhere(bool updateCreate)
    {
        await using var practice = await HostilePractice.StartAsync(new SimulatedEhrOptions { UpdateCreate = updateCreate });
        practice.Ehr.Ehr.Quirks.Add(new LocationElsewhere($"{practice.TrapAddress}/fhir/Claim/1"));
        for (var turn = 0; turn < 3; turn++)
        {
            await practice.Bridge.CloseAsync();
            await practice.Bridge.RunAsync("release", "--tenant", Bridge.Slug, "--month", Bridge.Month);
            practice.Bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        practice.Ehr.ShouldHoldEveryBillOnce();
        practice.Trap.Connections.ShouldBe(0);
        await using var session = await practice.Bridge.OpenAsync();
        (await session.Store.OutstandingAsync(CancellationToken.None)).ShouldBeEmpty("each was found where it belongs, and nothing was sent again");
    }

    /// <summary>The write is done, its body is not shown, and its place is said to be elsewhere.</summary>
    private sealed class LocationElsewhere(string location) : IQuirk
    {
        public ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
        {
            if (context is { IsWrite: true, Answer: { Status: < 300 } answer })
                context.Answer = answer with { Location = location, Body = [] };
            return ValueTask.CompletedTask;
        }
    }
}
