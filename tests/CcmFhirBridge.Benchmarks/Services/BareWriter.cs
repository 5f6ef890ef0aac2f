using System.Net.Http.Headers;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Simulator.Stores;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>
/// What the same write-back takes without any product: an HttpClient that sends a fresh copy of the same EHR the same requests in the same order, as
/// many at once, and reads the answers. It commits nothing and looks at nothing.
/// </summary>
internal static class BareWriter
{
    /// <summary>How much of what the EHR's latency allows it uses, 0 to 1.</summary>
    public static async Task<double> ShareAsync(GeneratedPractice practice, IReadOnlyList<SlowRequest> requests, int inFlight, TimeSpan latency, TimeProvider clock)
    {
        var store = new FhirStore(clock);
        practice.LoadInto(store);
        var slow = new SlowAnswers(latency);
        await using var ehr = await SimulatedEhr.StartAsync(new SimulatedEhrOptions { Quirks = [slow], DefaultPageSize = 250 }, store, CancellationToken.None);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = inFlight, UseCookies = false });
        slow.Begin();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (var at = Interlocked.Increment(ref next); at < requests.Count; at = Interlocked.Increment(ref next))
                await SendAsync(client, ehr.BaseUrl, requests[at]);
        }));
        return slow.ShareOf(inFlight);
    }

    private static async Task SendAsync(HttpClient client, string baseUrl, SlowRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"{baseUrl}/{request.Address}");
        if (!request.Body.IsEmpty)
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        using var response = await client.SendAsync(message);
        // What is looked for before it is sent is not there.
        if (!request.Body.IsEmpty)
            response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }
}
