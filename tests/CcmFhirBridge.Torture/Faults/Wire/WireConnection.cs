using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>One end of a TCP connection that speaks HTTP/1.1, and that can be broken in every way in which connections break.</summary>
internal sealed class WireConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private byte[] _held = new byte[16 * 1024];
    private int _length;

    public static async Task<WireConnection> ToAsync(Uri address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address.Host), address.Port, cancellation);
            return new WireConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next whole message; null when the other end is done.</summary>
    /// <exception cref="IOException">The connection broke in the middle of one.</exception>
    public async Task<WireMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        int head;
        while ((head = _held.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (await MoreAsync(cancellation))
                continue;
            return _length == 0 ? null : throw new EndOfStreamException();
        }

        head += 4;
        var framed = new WireMessage(_held.AsMemory(0, head).ToArray(), head);
        int end;
        if (framed.Header("Content-Length") is { } length)
            end = head + int.Parse(length, CultureInfo.InvariantCulture);
        else
            end = framed.Header("Transfer-Encoding") == "chunked" ? await ChunksEndAsync(head, cancellation) : head;
        while (_length < end)
        {
            if (!await MoreAsync(cancellation))
                throw new EndOfStreamException();
        }

        var message = new WireMessage(_held.AsMemory(0, end).ToArray(), head);
        _held.AsSpan(end, _length - end).CopyTo(_held);
        _length -= end;
        return message;
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => _stream.WriteAsync(bytes, cancellation);

    /// <summary>Ends it with a reset: the other end learns that nothing more comes, and loses what it has not read.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        Dispose();
    }

    /// <summary>Waits until the other end gave up.</summary>
    public async Task UntilGoneAsync(CancellationToken cancellation)
    {
        try
        {
            while (await MoreAsync(cancellation))
            {
                // Whatever comes is heard by nobody.
            }
        }
        catch (IOException)
        {
            // Gone by a reset.
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task<int> ChunksEndAsync(int at, CancellationToken cancellation)
    {
        while (true)
        {
            int line;
            while ((line = _held.AsSpan(at, _length - at).IndexOf("\r\n"u8)) < 0)
            {
                if (!await MoreAsync(cancellation))
                    throw new EndOfStreamException();
            }

            var size = int.Parse(_held.AsSpan(at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2 + size + 2;
            if (size == 0)
                return at;
            while (_length < at)
            {
                if (!await MoreAsync(cancellation))
                    throw new EndOfStreamException();
            }
        }
    }

    private async Task<bool> MoreAsync(CancellationToken cancellation)
    {
        if (_length == _held.Length)
            Array.Resize(ref _held, _held.Length * 2);
        var read = await _stream.ReadAsync(_held.AsMemory(_length), cancellation);
        _length += read;
        return read > 0;
    }
}
