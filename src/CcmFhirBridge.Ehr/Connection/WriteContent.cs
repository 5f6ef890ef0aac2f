using System.Net;
using CcmFhirBridge.Pipeline.CrashPoints;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The body of a write, handed to the network in two parts: what dies between them leaves an EHR with half a resource, which must never
/// become a claim.
/// </summary>
internal sealed class WriteContent(ReadOnlyMemory<byte> body) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var half = body.Length / 2;
        await SendAsync(stream, body[..half], cancellationToken);
        CrashPoint.Reach(CrashPoint.WriteHalfSent);
        await SendAsync(stream, body[half..], cancellationToken);
        CrashPoint.Reach(CrashPoint.WriteSent);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = body.Length;
        return true;
    }

    private static async Task SendAsync(Stream stream, ReadOnlyMemory<byte> part, CancellationToken cancellation)
    {
        await stream.WriteAsync(part, cancellation);
        await stream.FlushAsync(cancellation);
    }
}
