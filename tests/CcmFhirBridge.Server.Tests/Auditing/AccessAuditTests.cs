using System.Net;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Server.Auditing;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir;
using CcmFhirBridge.Server.Tests.Desks;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Auditing;

public sealed class AccessAuditTests : IDisposable
{
    private const string Secret = "Mrs Canary";

    private readonly StoredTenants _tenants = new("lakeside");

    public void Dispose() => _tenants.Dispose();

    [Fact]
    public async Task An_access_is_in_the_trail_before_its_answer_has_left()
    {
        await using var server = await StartAsync();

        var (response, text) = await AskAsync(server, "/lakeside/fhir/try/Claim/c1?name=Smith&_count=5");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        text.ShouldContain(Secret);
        response.Headers.ETag!.Tag.ShouldBe("\"7\"");
        var record = (await RecordsAsync()).ShouldHaveSingleItem();
        (record.Kind, record.Agent, record.Action, record.Outcome, record.Subject).ShouldBe((AuditKinds.Access, "billing-1", "read", AuditOutcomes.Done, "Claim/c1"));
        record.Patients.ShouldBe(["Patient/p1"]);
        record.Details.ShouldContainKeyAndValue("status", "200");
        record.Details.ShouldContainKeyAndValue("address", "127.0.0.1");
        record.Details.ShouldContainKeyAndValue("query.name", Convert.ToBase64String("Smith"u8));
        record.ToString().ShouldNotContain(Secret);
        response.Dispose();
    }

    [Theory]
    [InlineData("/lakeside/fhir/try/Claim/gone", 404, AuditOutcomes.Refused)]
    [InlineData("/lakeside/fhir/try/Claim/broken", 500, AuditOutcomes.Failed)]
    [InlineData("/lakeside/fhir/try/Claim/half", 500, AuditOutcomes.Failed)]
    [InlineData("/lakeside/fhir/try/Group/g1", 403, AuditOutcomes.Refused)]
    public async Task What_a_known_client_was_not_given_is_told_as_well(string path, int status, string how)
    {
        await using var server = await StartAsync();

        var (response, text) = await AskAsync(server, path);

        response.StatusCode.ShouldBe((HttpStatusCode)status);
        using var outcome = JsonDocument.Parse(text);
        outcome.RootElement.GetProperty("resourceType").GetString().ShouldBe("OperationOutcome");
        text.ShouldNotContain(Secret);
        var record = (await RecordsAsync()).ShouldHaveSingleItem();
        (record.Agent, record.Outcome, record.Details["status"], record.Subject).ShouldBe(("billing-1", how, status.ToString(System.Globalization.CultureInfo.InvariantCulture), path[19..]));
    }

    [Fact]
    public async Task What_cannot_be_told_is_not_answered()
    {
        var trail = new FullTrail();
        await using var server = await StartAsync(trail);

        var (response, text) = await AskAsync(server, "/lakeside/fhir/try/Claim/c1");

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        text.ShouldContain("OperationOutcome");
        text.ShouldNotContain(Secret);
        response.Headers.ETag.ShouldBeNull("nothing of the answer is left");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await AskAsync(server, "/lakeside/fhir/try/Claim/c1", token: null)).Response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, "nor is a refusal");
    }

    [Fact]
    public async Task Refusals_of_nobody_we_know_fill_no_disk_and_are_counted()
    {
        await using var server = await StartAsync();
        for (var i = 0; i < 40; i++)
            (await AskAsync(server, "/lakeside/fhir/try/Claim/c1?name=whatever", token: null)).Response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var first = (await RecordsAsync()).ShouldHaveSingleItem();
        (first.Agent, first.Details["status"], first.Details["address"]).ShouldBe((AccessAudit.Anonymous, "401", "127.0.0.1"));

        await Eventually.ShouldHoldAsync(
            async () =>
            {
                server.Time.Advance(TimeSpan.FromMinutes(1));
                return (await RecordsAsync()).Count == 2;
            },
            "the others of the minute");

        (await RecordsAsync())[1].Details.ShouldContainKeyAndValue("times", "39");
        await AskAsync(server, "/lakeside/fhir/try/Claim/c1", token: null);
        (await RecordsAsync()).Count.ShouldBe(3, "the next minute begins with a row of its own");
    }

    [Fact]
    public async Task What_anybody_may_read_and_what_nobody_serves_is_not_told()
    {
        await using var server = await StartAsync();
        (await AskAsync(server, "/lakeside/fhir/open", token: null)).Response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await AskAsync(server, "/hillside/fhir/Claim/c1")).Response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RecordsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_at_once_are_all_told_in_one_chain()
    {
        await using var server = await StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(async number => (await AskAsync(server, $"/lakeside/fhir/try/Claim/c{number}")).Response.EnsureSuccessStatusCode()));

        await using var store = _tenants.Open("lakeside");
        var report = await new AuditVerification(store, store, signer: null, "lakeside").RunAsync(AsyncEnumerable.Empty<AuditAnchor?>(), default);
        (report.IsWhole, report.Rows).ShouldBe((true, 61));
        (await RecordsAsync()).Select(record => record.Subject).ShouldBe(Enumerable.Range(0, 60).Select(number => $"Claim/c{number}"), ignoreOrder: true);
    }

    private Task<RunningServer> StartAsync(IAuditTrail? trail = null)
    {
        var source = trail is null ? _tenants.Source : new FixedTenants([new RecordedRuns(Tenants.Make("lakeside"))]) { OnDesk = tenant => new StoreDesk(tenant, _tenants.Open(tenant.Slug)) { Audit = trail } };
        return RunningServer.StartAsync(source, options => options with { Door = new TokenDoor() }, Map);
    }

    // What features map, in small.
    private static void Map(WebApplication app)
    {
        var services = app.Services;
        var routes = new TenantRoutes(
            app, services.GetRequiredService<TenantDesks>(), services.GetRequiredService<IDoor>(), services.GetRequiredService<RequestGate>(), services.GetRequiredService<PublicAddress>(),
            services.GetRequiredService<AccessAudit>(), services.GetRequiredService<ILogger<TenantRoutes>>());
        foreach (var type in new[] { "Claim", "Group" })
            routes.Map("GET", $"/try/{type}/{{id}}", new ScopeNeed(type, ScopeVerb.Read), AnswerAsync);
        routes.MapOpen("GET", "/open", (http, _) =>
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });

        static async Task AnswerAsync(TenantCall call)
        {
            call.Note.Interaction = "read";
            if (call.Route("id") == "gone")
                throw FhirProblem.NotFound("There is none.");
            if (call.Route("id") == "broken")
                throw new InvalidOperationException(Secret);
            call.Note.Patients.Add("Patient/p1");
            call.Http.Response.Headers.ETag = "\"7\"";
            await FhirAnswer.WriteAsync(call.Http, new Claim { Id = call.Route("id"), Patient = new ResourceReference("Patient/p1", Secret) });
            if (call.Route("id") == "half")
                throw new InvalidOperationException(Secret);
        }
    }

    private static async Task<(HttpResponseMessage Response, string Text)> AskAsync(RunningServer server, string path, string? token = "good")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        var response = await server.Client.SendAsync(request);
        return (response, await response.Content.ReadAsStringAsync());
    }

    private async Task<IReadOnlyList<AuditRecord>> RecordsAsync()
    {
        await using var store = _tenants.Open("lakeside");
        return [.. (await store.PageAsync(0, 1000, new AuditFilter(Kind: AuditKinds.Access), default)).Select(row => row.Read().Record)];
    }

    private sealed class TokenDoor : IDoor
    {
        public Task<Caller> AdmitAsync(HttpContext http, ITenantDesk desk)
        {
            if (http.Request.Headers.Authorization != "Bearer good")
                throw FhirProblem.Unauthorized();
            ScopeSet.TryParse("system/Claim.rs", out var scopes, out _).ShouldBeTrue();
            return Task.FromResult(new Caller(desk.Tenant.Slug, "billing-1", "Billing", scopes));
        }
    }

    private sealed class FullTrail : FixedTrail
    {
        public override Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation) =>
            throw new StoreException(StoreFailure.Full, $"cannot grow: {Encoding.UTF8.GetByteCount(Secret)}");
    }
}
