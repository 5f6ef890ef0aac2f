using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Server.Fhir.Tasks;
using CsCheck;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>
/// Twelve patients of lakeside with work in April and May, March being closed; a claim that was denied, one that was paid after all, and a correction. Hillside has
/// a patient of the same id.
/// </summary>
public abstract class TaskTypeBehaviour(ITestStores home) : IAsyncLifetime
{
    private const string Scopes = "system/Task.rs";

    private static readonly string[] s_rules = ["consent.active", "note.text", "time.length"];
    private static readonly string[] s_months = ["2026-03", "2026-04", "2026-05"];

    private ServedTenants? _served;
    private string _denied = "";

    private ServedTenants Served => _served!;

    public async ValueTask InitializeAsync()
    {
        if (home.Missing is not null)
            return;
        _served = await ServedTenants.StartAsync(home);
        foreach (var slug in new[] { "lakeside", "hillside" })
        {
            var store = Served.StoreOf(slug);
            for (var number = 0; number < (slug == "lakeside" ? 12 : 1); number++)
            {
                await store.StorePageAsync(1, [Patient($"p{number}")], null, default);
                foreach (var month in s_months)
                    await store.SaveAsync([Assessment(slug, $"p{number}", month, [.. s_rules.Take((number % 4) + 1).Take(3)])], default);
                Served.Time.Advance(TimeSpan.FromMinutes(1));
            }

            await store.SaveAsync(new MonthRecord { Month = ServiceMonth.Parse("2026-03"), State = MonthState.Closed, Reason = "closed" }, default);
        }

        var bills = Served.BillsOf("lakeside");
        _denied = (await bills.PlanAsync("p1", "2026-03"))[0].RevisionIdentifier;
        await AnswerAsync(_denied, ClaimAnswerStatus.Denied);
        var paid = (await bills.PlanAsync("p2", "2026-03"))[0].RevisionIdentifier;
        await AnswerAsync(paid, ClaimAnswerStatus.Rejected);
        await AnswerAsync(paid, ClaimAnswerStatus.Paid);
        await Served.StoreOf("lakeside").RecordCorrectionsAsync([new CorrectionEvent(Wrong, CorrectionStep.Identified, Served.Time.GetUtcNow(), null, null)], default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_served is not null)
            await _served.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_next_step_of_a_month_that_is_not_closed_is_a_task_and_every_claim_that_needs_a_person()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var found = await Served.AllAsync("/Task?_count=5", Scopes);

        found.ShouldBeUnique();
        // Of four patients each 1, 2, 3 and 3 rules, in two months.
        found.Count.ShouldBe((3 * (1 + 2 + 3 + 3) * 2) + 2);
        (await Served.AllAsync("/Task?_count=1", Scopes)).ShouldBe(found);
        (await Served.GetAsync("/Task?_count=0", Scopes)).Total.ShouldBe(found.Count);
        (await Served.AllAsync("/Task?code=claim.denied,claim.rejected", Scopes)).ShouldBe(["refused-" + _denied.ToLowerInvariant()]);
        (await Served.AllAsync("/Task?code=claim.correction", Scopes)).ShouldBe(["correction-" + Wrong.Id]);
    }

    [Fact]
    public async Task A_task_says_what_to_do_for_whom_by_whom_and_why()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var id = (await Served.GetAsync("/Task?patient=p2&code=note.text&period=2026-04", Scopes)).Matches.ShouldHaveSingleItem();
        id.ShouldStartWith("2026-04-");
        var read = await Served.GetAsync($"/Task/{id}", Scopes);

        var task = FhirJsonDeserializer.STRICT.Deserialize<Hl7.Fhir.Model.Task>(read.Text);
        (task.Status, task.Intent).ShouldBe((Hl7.Fhir.Model.Task.TaskStatus.Requested, Hl7.Fhir.Model.Task.TaskIntent.Proposal));
        (task.Code!.Coding[0].Code, task.Description, task.PerformerType[0].Text).ShouldBe(("note.text", "Do note.text.", "clinical staff"));
        task.For!.Reference.ShouldBe("https://ehr.example/fhir/Patient/p2");
        task.Focus!.Reference.ShouldBe("https://ehr.example/fhir/Encounter/e1/_history/1");
        (task.ExecutionPeriod!.Start, task.ExecutionPeriod.End).ShouldBe(("2026-04-01", "2026-04-30"));
        task.ReasonCode!.Text.ShouldBe("Why note.text.");
        read.Headers.ETag!.ToString().ShouldBe($"W/\"{task.Meta!.VersionId}\"");
        (await Served.GetAsync($"/Task/{id}", Scopes, headers: ("If-None-Match", read.Headers.ETag!.ToString()))).Code.ShouldBe(HttpStatusCode.NotModified);
        var correction = FhirJsonDeserializer.STRICT.Deserialize<Hl7.Fhir.Model.Task>((await Served.GetAsync($"/Task/correction-{Wrong.Id}", Scopes)).Text);
        (correction.Restriction!.Period!.End, correction.Focus!.Reference).ShouldBe(("2026-07-04", "Claim/00000000000000009r1"));
    }

    [Fact]
    public async Task A_page_looks_at_so_many_patients_and_links_on()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var store = Served.StoreOf("lakeside");
        var ids = Enumerable.Range(0, TaskType.MostLooked + 50).Select(number => $"q{number:D5}").ToList();
        foreach (var some in ids.Chunk(500))
            await store.StorePageAsync(1, [.. some.Select(Patient)], null, default);
        await store.SaveAsync([.. ids.Select(id => Assessment("lakeside", id, "2026-06", id == ids[^1] ? ["rare.rule"] : []))], default);

        var first = await Served.GetAsync("/Task?code=rare.rule&period=2026-06", Scopes);
        (first.Matches.Count, first.Link("next") is not null).ShouldBe((0, true));
        (await Served.AllAsync(first.Link("next")!, Scopes)).ShouldHaveSingleItem().ShouldStartWith("2026-06-");
    }

    [Fact]
    public async Task Its_id_stays_the_same_and_it_is_gone_once_it_is_done()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var store = Served.StoreOf("lakeside");
        var before = await Served.AllAsync("/Task?patient=p3&period=2026-05", Scopes);
        before.Count.ShouldBe(3);
        Served.Time.Advance(TimeSpan.FromHours(1));
        await store.SaveAsync([Assessment("lakeside", "p3", "2026-05", ["note.text"])], default);

        var after = (await Served.AllAsync("/Task?patient=p3&period=2026-05", Scopes)).ShouldHaveSingleItem();
        before.ShouldContain(after);
        (await Served.GetAsync($"/Task/{before.First(id => id != after)}", Scopes)).Code.ShouldBe(HttpStatusCode.NotFound);
        (await Served.AllAsync($"/Task?_lastUpdated=ge{Served.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}", Scopes)).ShouldBe([after]);
        await store.SaveAsync(new MonthRecord { Month = ServiceMonth.Parse("2026-05"), State = MonthState.Closed, Reason = "closed" }, default);
        (await Served.GetAsync($"/Task/{after}", Scopes)).Code.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Any_search_equals_a_look_at_every_task()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var all = new List<(string Id, JsonElement Body)>();
        foreach (var id in await Served.AllAsync("/Task?_count=1000", Scopes))
            all.Add((id, (await Served.GetAsync($"/Task/{id}", Scopes)).Json));
        var filter = Gen.Select(Gen.Int[0, 5], Gen.Int[0, all.Count - 1], Gen.Bool).Select((kind, at, not) => Filter(kind, all[at].Body, not));
        await Gen.Select(filter.List[0, 3], Gen.Int[1, 20]).SampleAsync(
            async search =>
            {
                var (filters, count) = search;
                var query = $"/Task?_count={count}{string.Concat(filters.Select(each => "&" + each.Query))}";
                var expected = all.Where(each => filters.TrueForAll(one => one.Holds(each.Body))).Select(each => each.Id);
                (await Served.AllAsync(query, Scopes)).ShouldBe(expected, ignoreOrder: true, customMessage: query);
            },
            iter: 80, threads: 1);
    }

    [Fact]
    public async Task Two_tenants_with_the_same_patient_never_mix()
    {
        Assert.SkipWhen(home.Missing is not null, home.Missing ?? "");
        var others = await Served.AllAsync("/Task", Scopes, "hillside");
        others.Count.ShouldBe(2, "one patient with one rule in two months");
        others.Intersect(await Served.AllAsync("/Task?patient=p0", Scopes)).ShouldBeEmpty();
        (await Served.GetAsync($"/Task/{others[0]}", Scopes)).Code.ShouldBe(HttpStatusCode.NotFound);
        (await Served.GetAsync($"/Task/correction-{Wrong.Id}", Scopes, "hillside")).Code.ShouldBe(HttpStatusCode.NotFound);
        (await Served.GetAsync("/Task", "system/Claim.rs")).Code.ShouldBe(HttpStatusCode.Forbidden);
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
                var patient = near.GetProperty("for").GetProperty("reference").GetString()!;
                return ($"{(not ? "patient" : "subject")}={(not ? patient : "Patient/" + patient.Split('/')[^1])}", body => body.GetProperty("for").GetProperty("reference").GetString() == patient);
            case 2:
                var code = Code(near);
                return ($"code{suffix}={code}", body => (Code(body) == code) != not);
            case 3:
                return ($"status{suffix}=requested", _ => !not);
            case 4:
                var month = Month(near);
                return not
                    ? ($"period=ne{month}", body => Month(body) != month)
                    : ($"period=gt{month}-15", body => string.CompareOrdinal(Month(body), month) >= 0);
            default:
                var at = near.GetProperty("meta").GetProperty("lastUpdated").GetDateTimeOffset();
                return ($"_lastUpdated={(not ? "lt" : "ge")}{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}", body => body.GetProperty("meta").GetProperty("lastUpdated").GetDateTimeOffset() < at == not);
        }
    }

    private static string Code(JsonElement body) => body.GetProperty("code").GetProperty("coding")[0].GetProperty("code").GetString()!;

    private static string Month(JsonElement body) => body.GetProperty("executionPeriod").GetProperty("start").GetString()![..7];

    private Task AnswerAsync(string revision, ClaimAnswerStatus status) => Served.StoreOf("lakeside").RecordAnswerAsync(
        new ClaimAnswer { RevisionIdentifier = revision, Status = status, ReasonCode = "CO-97", ReasonText = "Mrs Canary is not ours", RecordedAt = Served.Time.GetUtcNow(), Client = "billing" }, null, default);

    private static Correction Wrong => new()
    {
        Identifier = "00000000000000009",
        Revision = 1,
        Patient = "Patient/p4",
        Month = ServiceMonth.Parse("2026-03"),
        Kind = CorrectionKind.Overpaid,
        Billed = [new("99490", 1)],
        Supported = [],
        ChargeDifference = 62.14m,
        Differences = ["The time of one entry is gone."],
        IdentifiedOn = new DateOnly(2026, 5, 5),
    };

    // The form of a stored assessment as far as tasks are made of it; the end-to-end tests make them of real ones.
    private static StoredAssessment Assessment(string tenant, string patient, string month, string[] rules)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            tenant,
            patient = $"Patient/{patient}",
            month,
            findings = rules.Select(static rule => new { rule, result = "not-met", severity = "hold", message = $"Why {rule}.", evidence = new[] { "Encounter/e1/_history/1" } }),
            next = rules.Select(static rule => new { rule, action = $"Do {rule}.", by = "clinical staff" }),
        });
        return new StoredAssessment($"Patient/{patient}", ServiceMonth.Parse(month), Outcome.Hold, json) { Position = 1 };
    }

    private static ResourceToStore Patient(string id)
    {
        var json = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","id":"{{id}}"}""");
        return new ResourceToStore(json, new ProjectedResource
        {
            Disposition = Disposition.Patient,
            ResourceType = "Patient",
            Source = new SourceReference("Patient", id, "1"),
            Patient = $"Patient/{id}",
            Facts = json,
            ContentHash = Convert.ToHexStringLower(SHA256.HashData(json)),
        });
    }
}

public sealed class SqliteTaskTypeTests() : TaskTypeBehaviour(new SqliteStores());

public sealed class PostgresTaskTypeTests() : TaskTypeBehaviour(new PostgresStores());
