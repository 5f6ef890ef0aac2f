using System.Net;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>A whole answer of the EHR.</summary>
internal sealed class EhrAnswer(HttpStatusCode status, PooledBody? body) : IDisposable
{
    public HttpStatusCode Status { get; } = status;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Media type in lower case, or null.</summary>
    public string? MediaType { get; init; }

    /// <summary><c>Location</c> as written, or null.</summary>
    public string? Location { get; init; }

    /// <summary><c>Retry-After</c> as written, or null.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The server's clock, or null.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The body was longer than allowed and is not here.</summary>
    public bool TooLong => body is null;

    /// <summary>Valid until the answer is disposed.</summary>
    public ReadOnlyMemory<byte> Body => body is null ? default : body.Bytes;

    public void Dispose() => body?.Dispose();
}
