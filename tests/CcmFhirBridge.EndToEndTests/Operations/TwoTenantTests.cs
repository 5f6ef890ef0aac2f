using System.Net;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Two practices whose patients have the same ids: each is told of its own only, and acts on its own only.</summary>
public sealed class TwoTenantTests : IAsyncLifetime
{
    private const string Other = "hilltop";

    private readonly List<PracticeEhr> _others = [];
    private ServedPractice _practice = null!;

    public async ValueTask InitializeAsync() => _practice = await ServedPractice.StartAsync(patients: 12, more: async bridge =>
    {
        // The same ids tell other stories there: the seed deals them otherwise.
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, seed: 2);
        _others.Add(ehr);
        bridge.WriteTenant(ehr.Yaml(("tenant: lakeside", "tenant: hilltop"), ("Lakeside Family Practice", "Hilltop Family Practice"), ("001234567", "009876543")), Other);
        await ServedPractice.ReadAsync(bridge, Other);
    });

    public async ValueTask DisposeAsync()
    {
        await _practice.DisposeAsync();
        foreach (var ehr in _others)
            await ehr.DisposeAsync();
    }

    [Fact]
    public async Task A_patient_of_the_same_id_is_the_own_one() // 30
    {
        var both = _practice.Ehr.Practice.Truth.Join(_others[0].Practice.Truth, static truth => truth.Patient, static truth => truth.Patient, static (own, other) => (own, other)).ToList();
        both.Count(static pair => pair.own.CountedSeconds != pair.other.CountedSeconds).ShouldBeGreaterThan(5);

        foreach (var (own, other) in both)
        {
            (await MinutesAsync(own.Patient, Bridge.Slug)).ShouldBe(own.CountedSeconds);
            (await MinutesAsync(other.Patient, Other)).ShouldBe(other.CountedSeconds);
        }
    }

    [Fact]
    public async Task What_is_recorded_for_one_is_not_recorded_for_the_other() // 30
    {
        var patient = _practice.Of("no-activity");
        var before = await MinutesAsync(patient, Other);

        (await _practice.PostAsync($"{patient}/$log-time", _practice.Entry(60, identifier: "e-1"))).ShouldBe(HttpStatusCode.Created);
        var logged = (await _practice.PostAsync($"{patient}/$log-time", _practice.Entry(30, "2026-04-12T15:00:00Z"), headers: ("Idempotency-Key", "k"))).ShouldBe(HttpStatusCode.Created);
        (await _practice.PostAsync(
            $"{patient}/$ccm-decide", ServedPractice.Parameters(("month", "valueDate", Bridge.Month), ("by", "valueString", "a"), ("reason", "valueString", "b"), ("kind", "valueCode", "hold"))))
            .ShouldBe(HttpStatusCode.Created);

        (await MinutesAsync(patient, Other)).ShouldBe(before);
        (await _practice.GetAsync("Encounter/" + logged.Body.GetProperty("id").GetString(), tenant: Other)).ShouldBe(HttpStatusCode.NotFound);
        (await _practice.PostAsync($"Encounter/{logged.Body.GetProperty("id").GetString()}/$void-time", ServedPractice.Parameters(("reason", "valueCode", "not-done")), tenant: Other)).ShouldBe(HttpStatusCode.NotFound);
        (await _practice.GetAsync("Encounter/" + logged.Body.GetProperty("id").GetString())).Body.GetProperty("status").GetString().ShouldBe("finished");
        await using var session = await _practice.Bridge.OpenAsync(Other);
        (await ((IDecisionStore)session.Store).DecisionsAsync(default)).ShouldBeEmpty();
        (await session.Store.FindLoggedAsync("https://ehr.example/time", "e-1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Another_tenants_patient_is_told_of_as_one_who_does_not_exist() // 29
    {
        var entry = JsonElement.Parse("""{"resourceType":"Patient","id":"only-there","identifier":[{"system":"urn:x","value":"1"}]}""");
        _others[0].Ehr.Store.Put("Patient", "only-there", entry);
        (await _practice.Bridge.RunAsync("tenant", "resume", Other)).ShouldExit(0);
        (await _practice.Bridge.SyncAsync(Other)).ShouldExit(0);
        (await _practice.GetAsync("Patient/only-there/$ccm-status", tenant: Other)).ShouldBe(HttpStatusCode.OK);

        var there = (await _practice.GetAsync("Patient/only-there/$ccm-status")).ShouldBe(HttpStatusCode.NotFound);
        var nowhere = (await _practice.GetAsync("Patient/nowhere/$ccm-status")).ShouldBe(HttpStatusCode.NotFound);

        there.Body.ToString().ShouldBe(nowhere.Body.ToString());
    }

    [Fact]
    public async Task A_token_of_one_tenant_opens_nothing_of_the_other()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Other}/fhir/{_practice.Of("no-activity")}/$ccm-status");
        request.Headers.Authorization = new("Bearer", BearerDoor.Token(Bridge.Slug, "app", ServedPractice.AllScopes));

        using var answer = await _practice.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _practice.Client.GetAsync($"{Other}/fhir/{_practice.Of("no-activity")}/$ccm-status")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<int> MinutesAsync(string patient, string tenant)
    {
        var minutes = (await _practice.GetAsync($"{patient}/$ccm-minutes?month={Bridge.Month}", tenant: tenant)).ShouldBe(HttpStatusCode.OK);
        return int.Parse(minutes.Value("clinicalStaff")!, System.Globalization.CultureInfo.InvariantCulture)
            + int.Parse(minutes.Value("practitioner")!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
