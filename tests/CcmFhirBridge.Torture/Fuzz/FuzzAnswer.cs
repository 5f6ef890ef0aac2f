using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CcmFhirBridge.Torture.Fuzz;

/// <summary>What came back on a connection until it ended.</summary>
/// <param name="Status">Status; 0 when the connection ended without an answer.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">Body without its framing.</param>
/// <param name="Took">From the first byte sent to the last one read.</param>
internal sealed record FuzzAnswer(int Status, string Head, string Body, TimeSpan Took)
{
    private const int Longest = 16 * 1024 * 1024;

    /// <summary>Sends a request over a connection of its own.</summary>
    /// <exception cref="OperationCanceledException">There was no end in time.</exception>
    public static async Task<FuzzAnswer> AskAsync(Uri address, FuzzRequest request, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(patience);
        var began = Stopwatch.GetTimestamp();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, late.Token);
        using var heard = new MemoryStream();
        try
        {
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(request.Bytes, late.Token);
            var buffer = new byte[16 * 1024];
            int read;
            while (heard.Length < Longest && (read = await stream.ReadAsync(buffer, late.Token)) > 0)
                await heard.WriteAsync(buffer.AsMemory(0, read), late.Token);
        }
        catch (Exception broken) when (broken is IOException or SocketException && heard.Length > 0)
        {
            // A server may end a connection whose request it does not want to hear out; its answer counts.
        }

        return Of(heard.ToArray(), Stopwatch.GetElapsedTime(began));
    }

    private static FuzzAnswer Of(byte[] bytes, TimeSpan took)
    {
        var head = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return new FuzzAnswer(0, "", Encoding.UTF8.GetString(bytes), took);
        var lines = Encoding.Latin1.GetString(bytes, 0, head);
        var status = lines.Split(' ') is [_, var code, ..] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        // Asked to go on first, a server says so before its answer.
        if (status == 100)
            return Of(bytes[(head + 4)..], took);
        var body = bytes[(head + 4)..];
        return new FuzzAnswer(status, lines, Encoding.UTF8.GetString(lines.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? Unchunked(body) : body), took);
    }

    private static byte[] Unchunked(byte[] body)
    {
        using var whole = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var line = body.AsSpan(at).IndexOf("\r\n"u8);
            if (line < 0 || !int.TryParse(Encoding.ASCII.GetString(body, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var size) || size == 0)
                break;
            at += line + 2;
            whole.Write(body, at, Math.Min(size, body.Length - at));
            at += size + 2;
        }

        return whole.ToArray();
    }
}
