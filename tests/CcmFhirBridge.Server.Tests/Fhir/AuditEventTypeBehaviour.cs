using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Fhir.Trails;
using CsCheck;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Fhir;

public abstract class AuditEventTypeBehaviour(ITestStores home) : IAsyncLifetime
{
    private const string Scopes = "system/AuditEvent.rs";

    private static readonly string[] s_actions = ["read", "search-type", "$ccm-status"];

    private ServedTenants? _served;

    private ServedTenants Served => _served!;

    // 120 rows of three clients and four patients, a minute apart; every fifth concerns two patients, every seventh nobody.
    public async ValueTask InitializeAsync()
    {
        if (home.Missing is not null)
            return;
        _served = await ServedTenants.StartAsync(home);
        for (var number = 0; number < 120; number++)
        {
            var record = new AuditRecord
            {
                At = Served.Time.GetUtcNow(),
                Kind = number % 11 == 0 ? AuditKinds.Read : AuditKinds.Access,
                Agent = $"client-{number % 3}",
                Action = s_actions[number % 3],
                Outcome = number % 13 == 0 ? AuditOutcomes.Refused : AuditOutcomes.Done,
                Subject = "Claim",
            };
            ImmutableArray<string> patients = number % 7 == 0 ? [] : number % 5 == 0 ? [$"Patient/p{number % 4}", "Patient/P_1"] : [$"Patient/p{number % 4}"];
            await Served.StoreOf("lakeside").AppendAsync([record.About(patients)], default);
            await Served.StoreOf("hillside").AppendAsync([record.About(patients) with { Agent = "hillside" }], default);
            Served.Time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_served is not null)
            await _served.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_row_is_told_once_page_by_page_although_every_page_is_a_row_itself()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var forward = await Served.AllAsync("/AuditEvent?_count=1", Scopes);
        forward.ShouldBeUnique();
        forward.Count(id => id.Split('-').Length == 3).ShouldBe(2 * Enumerable.Range(0, 120).Count(number => number % 5 == 0 && number % 7 != 0));
        forward[0].ShouldBe("trail-1", "where the trail begins");

        var backward = await Served.AllAsync("/AuditEvent?_sort=-_id&_count=7", Scopes);
        backward.SkipWhile(id => id != forward[^1] && Row(id) > Row(forward[^1])).Select(Row).ShouldBe(Enumerable.Reverse(forward).Select(Row));
    }

    [Fact]
    public async Task Any_search_equals_a_look_at_every_event()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var all = new List<JsonElement>();
        // The searches themselves are in the trail too, each page a row, by the clock of the service, which stands still: the test looks at what is later than that.
        var later = $"date=gt{Served.Server.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}";
        foreach (var id in await Served.AllAsync($"/AuditEvent?{later}&_count=1000", Scopes))
            all.Add((await Served.GetAsync($"/AuditEvent/{id}", Scopes)).Json);
        all.Count.ShouldBeGreaterThan(120);
        foreach (var body in all)
            FhirJsonDeserializer.STRICT.Deserialize<AuditEvent>(body.GetRawText()).Recorded.ShouldNotBeNull();
        var filter = Gen.Select(Gen.Int[0, 6], Gen.Int[0, all.Count - 1], Gen.Bool).Select((kind, at, not) => Filter(kind, all[at], not));
        await Gen.Select(filter.List[0, 3], Gen.Int[1, 50], Gen.Bool).SampleAsync(
            async search =>
            {
                var (filters, count, isDescending) = search;
                var query = $"/AuditEvent?{later}&_count={count}{(isDescending ? "&_sort=-_id" : "")}{string.Concat(filters.Select(each => "&" + each.Query))}";
                var expected = all.Where(body => filters.TrueForAll(each => each.Holds(body))).Select(body => body.GetProperty("id").GetString()!).ToList();
                (await Served.AllAsync(query, Scopes)).ShouldBe(expected, ignoreOrder: true, customMessage: query);
            },
            iter: 60, threads: 1);
    }

    [Fact]
    public async Task A_page_looks_through_a_stretch_and_links_to_the_next_one()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var store = Served.StoreOf("lakeside");
        var record = new AuditRecord { At = Served.Time.GetUtcNow(), Kind = AuditKinds.Access, Action = "read", Subject = "Claim" };
        var head = (await store.HeadAsync(default)).Sequence;
        await store.AppendAsync([.. Enumerable.Range(0, 2 * AuditEventType.StretchRows).Select(number => record.About([number == AuditEventType.StretchRows ? "Patient/rare" : "Patient/many"]))], default);
        var rare = $"trail-{head + AuditEventType.StretchRows + 1}";

        // The pages that tell of the patient tell it in the trail too, by the clock of the service, which is behind that of these rows.
        var query = $"/AuditEvent?patient=rare&date=ge{record.At:yyyy-MM-dd'T'HH:mm:ss'Z'}";
        foreach (var sort in new[] { "", "&_sort=-_id" })
        {
            var first = await Served.GetAsync(query + sort, Scopes);
            (first.Matches.Count, first.Link("next") is not null).ShouldBe((0, true));
            (await Served.AllAsync(first.Link("next")!, Scopes)).ShouldBe([rare]);
        }

        (await Served.AllAsync(query.Replace("=ge", "=gt", StringComparison.Ordinal), Scopes)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_is_read_in_its_one_version_and_no_other()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var read = await Served.GetAsync("/AuditEvent/trail-3", Scopes);
        read.Code.ShouldBe(HttpStatusCode.OK);
        read.Headers.ETag!.ToString().ShouldBe("W/\"1\"");
        (await Served.GetAsync("/AuditEvent/trail-3/_history/1", Scopes)).Text.ShouldBe(read.Text);
        (await Served.GetAsync("/AuditEvent/trail-3/_history/2", Scopes)).Code.ShouldBe(HttpStatusCode.NotFound);
        (await Served.GetAsync("/AuditEvent/trail-3/_history", Scopes)).Total.ShouldBe(1);
        foreach (var other in new[] { "trail-0", "trail-99999", "trail-3-9", "trail-", "trail-03", "3", "trail-9223372036854775807" })
            (await Served.GetAsync($"/AuditEvent/{other}", Scopes)).Code.ShouldBe(HttpStatusCode.NotFound, other);
        (await Served.GetAsync("/AuditEvent/trail-3", "system/Claim.rs")).Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Another_tenants_rows_are_never_told()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        (await Served.AllAsync("/AuditEvent?agent:identifier=hillside", Scopes)).ShouldBeEmpty();
        (await Served.GetAsync("/AuditEvent/trail-3", Scopes)).Text.ShouldNotContain("hillside");
        (await Served.GetAsync("/AuditEvent/trail-3", Scopes, "hillside")).Text.ShouldContain("hillside");
    }

    private static (string Query, Func<JsonElement, bool> Holds) Filter(int kind, JsonElement near, bool not)
    {
        var suffix = not ? ":not" : "";
        switch (kind)
        {
            case 0:
                var id = near.GetProperty("id").GetString()!;
                return ($"_id{suffix}={id}", body => (body.GetProperty("id").GetString() == id) != not);
            case 1:
                var patient = Patient(near) ?? "https://ehr.example/fhir/Patient/nobody";
                return ($"patient={(not ? patient : patient.Split('/')[^1])}", body => Patient(body) == patient);
            case 2:
                var code = near.GetProperty("type").GetProperty("code").GetString()!;
                return ($"type{suffix}={code}", body => (body.GetProperty("type").GetProperty("code").GetString() == code) != not);
            case 3:
                return ($"subtype{suffix}=read", body => (body.TryGetProperty("subtype", out var subtype) && subtype[0].GetProperty("code").GetString() == "read") != not);
            case 4:
                return ("agent:identifier=client-1,client-2", body => body.GetProperty("agent").EnumerateArray().Select(agent => agent.GetProperty("who").GetProperty("identifier").GetProperty("value").GetString()).Any(value => value is "client-1" or "client-2"));
            case 5:
                return ($"outcome{suffix}=4", body => (body.GetProperty("outcome").GetString() == "4") != not);
            default:
                var at = At(near);
                return not
                    ? ($"_lastUpdated=ge{at:yyyy-MM-dd'T'HH:mm:ss'Z'}", body => At(body) >= at)
                    : ($"date=le{at:yyyy-MM-dd'T'HH:mm:ss'Z'}", body => At(body) < at.AddSeconds(1));
        }
    }

    private static DateTimeOffset At(JsonElement body) => DateTimeOffset.Parse(body.GetProperty("recorded").GetString()!, CultureInfo.InvariantCulture).ToUniversalTime();

    private static string? Patient(JsonElement body) => !body.TryGetProperty("entity", out var entities) ? null : entities.EnumerateArray()
        .Where(entity => entity.TryGetProperty("what", out var what) && what.TryGetProperty("type", out var type) && type.GetString() == "Patient")
        .Select(entity => entity.GetProperty("what").GetProperty("reference").GetString()).FirstOrDefault();

    private static long Row(string id) => long.Parse(id.Split('-')[1], CultureInfo.InvariantCulture);
}

public sealed class SqliteAuditEventTypeTests() : AuditEventTypeBehaviour(new SqliteStores());

public sealed class PostgresAuditEventTypeTests() : AuditEventTypeBehaviour(new PostgresStores());
