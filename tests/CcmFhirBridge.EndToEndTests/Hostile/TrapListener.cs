using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.EndToEndTests.Hostile;

/// <summary>Somebody who listens outside of what the tenant file allows, under every name of this machine, and counts who comes.</summary>
internal sealed class TrapListener : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
    private readonly Task _accepting;
    private int _connections;

    public TrapListener()
    {
        _socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        _socket.Listen();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Connections so far, whatever was said over them.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var caller = await _socket.AcceptAsync();
                Interlocked.Increment(ref _connections);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // Closed while it waited.
        }
    }
}
