using System.Net;
using System.Net.Sockets;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>An EHR at socket level, base <c>/fhir</c>: it sends exactly the bytes it is told, and may hang up anywhere.</summary>
internal sealed class RawEhr : IAsyncDisposable
{
    /// <summary>Hangs up with a reset after the whole request was read.</summary>
    public static readonly byte[] Reset = [];

    /// <summary>No answer, while the connection stays open.</summary>
    public static readonly byte[] Never = [0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _received = new(0);
    private readonly byte[][] _answers;
    private readonly Task _serving;

    private RawEhr(byte[][] answers, Func<EhrSettings, EhrSettings>? settings, TimeProvider? time)
    {
        _answers = answers;
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Connection = EhrConnections.Open(Tenants.At($"http://127.0.0.1:{port}/fhir", settings), time ?? new SkippingTime());
        _serving = ServeAsync();
    }

    public static byte[] Metadata => Json(CapabilityJson.Full);

    public EhrConnection Connection { get; }

    public List<string> RequestLines { get; } = [];

    public static RawEhr Start(params byte[][] answers) => new(answers, settings: null, time: null);

    public static RawEhr Start(Func<EhrSettings, EhrSettings> settings, TimeProvider time, params byte[][] answers) => new(answers, settings, time);

    public static byte[] Json(string body, string status = "200 OK", string headers = "") => Encoding.UTF8.GetBytes(
        $"HTTP/1.1 {status}\r\nContent-Type: application/fhir+json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");

    public async Task<ReadResult> ReadAsync(string type)
    {
        var resources = new List<string>();
        var pages = 0;
        await foreach (var page in Connection.Reader.ReadAsync(new ResourceQuery(type, null, null), TestContext.Current.CancellationToken))
        {
            resources.AddRange(page.Resources.Select(resource => Encoding.UTF8.GetString(resource.Span)));
            pages++;
        }

        return new ReadResult(resources, [], false, pages);
    }

    /// <summary>Waits until so many requests have arrived in full.</summary>
    public async Task ReceivedAsync(int requests)
    {
        for (var request = 0; request < requests; request++)
            (await _received.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
    }

    /// <summary>From now on connections are refused.</summary>
    public async Task StopListeningAsync()
    {
        await _serving;
        _listener.Stop();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await Connection.DisposeAsync();
        try
        {
            await _serving;
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // A listener that is closed while it waits says so.
        }

        _stop.Dispose();
        _received.Dispose();
    }

    private async Task ServeAsync()
    {
        foreach (var answer in _answers)
        {
            using var socket = await _listener.AcceptSocketAsync(_stop.Token);
            RequestLines.Add(await ReceiveAsync(socket));
            _received.Release();
            if (ReferenceEquals(answer, Never))
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
            // Closing without lingering is a reset.
            if (ReferenceEquals(answer, Reset))
            {
                socket.LingerState = new LingerOption(true, 0);
                continue;
            }

            await socket.SendAsync(answer);
            socket.Shutdown(SocketShutdown.Both);
        }
    }

    private async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), _stop.Token);
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && length >= end + 4 + ContentLength(text[..end])))
                return text.Split("\r\n")[0];
        }
    }

    private static int ContentLength(string headers) => headers.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
