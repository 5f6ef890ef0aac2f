using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.EndToEndTests.Services;

/// <summary>Ports for processes that must know theirs before they listen.</summary>
internal static class FreePort
{
    // Below the ports that the system gives away by itself, so that nobody gets one between looking and listening.
    private const int First = 21_000;
    private const int Count = 9_000;

    private static int s_next = Environment.ProcessId % Count;

    /// <summary>A port that is free now, and that this process gets only once.</summary>
    public static int Next()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (Interlocked.Increment(ref s_next) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }

        throw new InvalidOperationException($"No port is free from {First} on.");
    }
}
