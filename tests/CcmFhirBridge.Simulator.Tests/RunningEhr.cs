using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CcmFhirBridge.Simulator.Tests;

/// <summary>A simulated EHR on a real socket, with a client and a clock that stands still.</summary>
internal sealed class RunningEhr : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly HttpClient client = new();

    private RunningEhr(SimulatedEhr ehr, FakeTimeProvider time) => (Ehr, Time) = (ehr, time);

    public SimulatedEhr Ehr { get; }

    public FakeTimeProvider Time { get; }

    public static async Task<RunningEhr> StartAsync(SimulatedEhrOptions? options = null)
    {
        var time = new FakeTimeProvider(Noon);
        var ehr = await SimulatedEhr.StartAsync((options ?? new SimulatedEhrOptions()) with { Time = time }, new FhirStore(time), CancellationToken.None);
        return new RunningEhr(ehr, time);
    }

    public Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    public Task<Reply> Post(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Post, path, body, headers);

    public Task<Reply> Put(string path, string body, params (string Name, string Value)[] headers) => Send(HttpMethod.Put, path, body, headers);

    public Task<Reply> Delete(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Delete, path, null, headers);

    /// <summary>Puts a resource into the store without HTTP.</summary>
    public StoredVersion Seed(string json)
    {
        var resource = JsonElement.Parse(json);
        return Ehr.Store.Load(resource.GetProperty("resourceType").GetString()!, resource.GetProperty("id").GetString()!, resource);
    }

    public void SeedPatients(int count)
    {
        for (var i = 1; i <= count; i++)
            Seed($$"""{"resourceType":"Patient","id":"p{{i:D3}}","identifier":[{"system":"urn:mrn","value":"M{{i}}"}]}""");
    }

    public async Task<Reply> Send(HttpMethod method, string path, string? body, (string Name, string Value)[] headers, string contentType = "application/fhir+json")
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : Ehr.BaseUrl + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Reply((int)response.StatusCode, text, response.Headers, response.Content.Headers);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Ehr.DisposeAsync();
    }
}

internal sealed record Reply(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string Id => Json.GetProperty("id").GetString()!;

    /// <summary>Ids of the entries with this search mode.</summary>
    public IReadOnlyList<string> Ids(string mode = "match") => Json.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Where(entry => entry.GetProperty("search").GetProperty("mode").GetString() == mode)
            .Select(entry => entry.GetProperty("resource").GetProperty("id").GetString()!)]
        : [];

    public string? Link(string relation) => Json.GetProperty("link").EnumerateArray()
        .Where(link => link.GetProperty("relation").GetString() == relation)
        .Select(link => link.GetProperty("url").GetString()).FirstOrDefault();

    public string Issue => Json.GetProperty("issue")[0].GetProperty("code").GetString()!;
}
