namespace CcmFhirBridge.Pipeline.Exchanges;

/// <summary>One request that left for an EHR, each attempt by itself, and what came back.</summary>
public sealed record Exchange
{
    /// <summary>When it left.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Time until the whole answer was there, or until it failed.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>FHIR type that was asked for; <c>metadata</c>; <c>token</c>; <c>other</c>.</summary>
    public required string Asked { get; init; }

    /// <summary>Address, as much of it as may be kept.</summary>
    public required string Address { get; init; }

    /// <summary>Condition of a write, such as <c>If-None-Exist</c>; null when there was none.</summary>
    public string? Condition { get; init; }

    /// <summary>HTTP status; null when no whole answer came.</summary>
    public int? Status { get; init; }

    /// <summary>Why no whole answer came, in a word of ours; null when one did.</summary>
    public string? Failure { get; init; }

    /// <summary>Bytes of the request's body.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes of the answer's body as unpacked; 0 when it was longer than allowed or none came.</summary>
    public long Received { get; init; }

    /// <summary>Media type of the answer.</summary>
    public string? MediaType { get; init; }

    /// <summary><c>Retry-After</c> of the answer.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>Codes and element paths of the answer's OperationOutcome; null when it was none.</summary>
    public string? Issues { get; init; }

    /// <summary>Trace in which it happened, so that what one pass asked stands together; null outside of one.</summary>
    public string? Trace { get; init; }

    /// <summary>Body of the request; null when none was sent or bodies are not kept.</summary>
    public string? Request { get; init; }

    /// <summary>Body of the answer; null when none came or bodies are not kept.</summary>
    public string? Response { get; init; }

    /// <summary>Whether it failed: no answer, or a status from 400 on.</summary>
    public bool Failed => Status is null or >= 400;
}
