using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>Something between the bridge and the EHR: it takes whole requests on one side and decides what becomes of each.</summary>
internal abstract class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    protected Relay()
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where requests go on to.</summary>
    public Uri Target { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the client may ask more on this connection.</summary>
    protected abstract Task<bool> ExchangeAsync(WireMessage request, WireConnection client, Onward onward, CancellationToken cancellation);

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                socket.NoDelay = true;
                served.Add(ServeAsync(new WireConnection(socket)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(WireConnection client)
    {
        using var onward = new Onward(() => Target);
        try
        {
            while (await client.ReceiveAsync(_end.Token) is { } request && await ExchangeAsync(request, client, onward, _end.Token))
            {
                // Until one of the two has enough.
            }

            client.Dispose();
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            client.Reset();
        }
    }
}
