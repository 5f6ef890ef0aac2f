using System.Net;
using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>The service in this process, on the clock of its bridge, so that a test can set it; disposing stops it.</summary>
internal sealed class InProcessService : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StringWriter _error = new();
    private readonly HttpClient _client = new();
    private readonly Task<CommandResult> _running;

    public InProcessService(Bridge bridge) => _running = bridge.RunAsync(_error, _stop.Token, "run", "--urls", "http://127.0.0.1:0");

    /// <summary>What <c>/health/ready</c> says, once it satisfies a condition.</summary>
    public async Task<string> HealthAsync(Func<JsonElement, bool> condition, string what)
    {
        await Eventually.ShouldHoldAsync(() => _running.IsCompleted || ReadyPage.IsNamedIn(_error.ToString()), "the service to listen");
        return await ReadyPage.ReadAsync(_client, _error.ToString, condition, what);
    }

    /// <summary>What it answers to a GET, once it listens and no longer puts off; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path)
    {
        await Eventually.ShouldHoldAsync(() => _running.IsCompleted || ReadyPage.IsNamedIn(_error.ToString()), "the service to listen");
        HttpResponseMessage? answer = null;
        await Eventually.ShouldHoldAsync(
            async () =>
            {
                answer?.Dispose();
                answer = await _client.GetAsync(new Uri(ReadyPage.AddressIn(_error.ToString()), path));
                return answer.StatusCode != HttpStatusCode.ServiceUnavailable;
            },
            () => $"an answer to {path}");
        return answer!;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        (await _running).ShouldExit(0);
        _stop.Dispose();
        _client.Dispose();
        await _error.DisposeAsync();
    }
}
