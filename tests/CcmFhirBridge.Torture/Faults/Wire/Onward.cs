namespace CcmFhirBridge.Torture.Faults.Wire;

/// <summary>The way on from a relay, for one client's connection.</summary>
/// <param name="target">Where it leads.</param>
internal sealed class Onward(Func<Uri> target) : IDisposable
{
    private WireConnection? _connection;

    /// <summary>Asks and hears.</summary>
    /// <exception cref="IOException">The connection broke before the answer was whole.</exception>
    public async Task<WireMessage> AskAsync(WireMessage request, CancellationToken cancellation)
    {
        var connection = _connection ??= await WireConnection.ToAsync(target(), cancellation);
        try
        {
            await connection.SendAsync(request.Bytes, cancellation);
            var answer = await connection.ReceiveAsync(cancellation) ?? throw new EndOfStreamException();
            if (answer.Header("Connection") == "close")
                Forget();
            return answer;
        }
        catch
        {
            Forget();
            throw;
        }
    }

    /// <summary>Sends a part of a request and resets.</summary>
    public async Task BreakOffAsync(WireMessage request, int after, CancellationToken cancellation)
    {
        var connection = _connection ??= await WireConnection.ToAsync(target(), cancellation);
        await connection.SendAsync(request.Bytes[..after], cancellation);
        _connection = null;
        connection.Reset();
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
