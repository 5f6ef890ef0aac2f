using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CcmFhirBridge.Simulator.Histories;
using CcmFhirBridge.Simulator.Practices;

namespace CcmFhirBridge.Torture.Peers;

/// <summary>Medplum's FHIR server as a process of its own: what it makes of a request was written by nobody here.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly HttpClient _http = new() { Timeout = Patience };

    private PeerServer(Process process, Uri baseUrl) => (_process, BaseUrl) = (process, baseUrl);

    public Uri BaseUrl { get; }

    /// <summary>Gets the server's packages by their names and lock, once for every lock.</summary>
    /// <returns>The folder that it runs from.</returns>
    /// <exception cref="InvalidOperationException">npm is missing, or did not get the packages.</exception>
    public static Task<string> InstallAsync(CancellationToken cancellation) => NpmFolder.InstallAsync("Peers/medplum", cancellation);

    /// <summary>Starts it, empty.</summary>
    /// <param name="folder">Where it was installed.</param>
    /// <param name="now">Where its clock begins.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public static async Task<PeerServer> StartAsync(string folder, DateTimeOffset now, CancellationToken cancellation)
    {
        // Medplum's library names WebSocket when it is loaded, which Node 20 has behind a flag only.
        var process = Process.Start(new ProcessStartInfo("node", ["--experimental-websocket", "server.mjs", now.ToString("O", CultureInfo.InvariantCulture)])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        const string Listening = "listening on ";
        var line = await process.StandardOutput.ReadLineAsync(cancellation).AsTask().WaitAsync(Patience, cancellation);
        return line?.StartsWith(Listening, StringComparison.Ordinal) == true
            ? new PeerServer(process, new Uri(line[Listening.Length..]))
            : throw new InvalidOperationException($"The server in {folder} did not start; run: node --experimental-websocket server.mjs");
    }

    /// <summary>Puts what a practice has into it.</summary>
    public async Task LoadAsync(IEnumerable<GeneratedResource> resources, CancellationToken cancellation)
    {
        foreach (var resource in resources)
            await PutAsync(resource.Type, resource.Id, resource.Json, cancellation);
    }

    public async Task PutAsync(string type, string id, byte[] json, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        using var answer = await _http.PutAsync(new Uri($"{BaseUrl}/{type}/{id}"), content, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Every version of claims and charges that it has, from its own repository.</summary>
    public async Task<List<WriteRecord>> HistoryAsync(CancellationToken cancellation)
    {
        var history = new List<WriteRecord>();
        foreach (var type in (string[])["Claim", "ChargeItem"])
        {
            using var versions = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(BaseUrl, $"/versions/{type}"), cancellation));
            foreach (var version in versions.RootElement.EnumerateArray())
            {
                var body = version.GetProperty("body");
                history.Add(new WriteRecord(
                    history.Count + 1, body.GetProperty("meta").GetProperty("lastUpdated").GetDateTimeOffset(), "PUT", type, body.GetProperty("id").GetString()!,
                    version.GetProperty("version").GetInt32(), [], JsonSerializer.SerializeToUtf8Bytes(body)));
            }
        }

        return history;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        // It ends with its standard input.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(Patience))
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
