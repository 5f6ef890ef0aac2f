namespace CcmFhirBridge.Ehr.Connection;

/// <summary>What bounds an answer and a wait, besides the tenant's own limits.</summary>
internal sealed record GatewayLimits
{
    /// <summary>Longest body after decompression; a page of a thousand large resources stays far below it.</summary>
    public int LongestBody { get; init; } = 64 * 1024 * 1024;

    /// <summary>Longest body of an answer that is not a success: an OperationOutcome, or a page for people.</summary>
    public int LongestErrorBody { get; init; } = 256 * 1024;

    /// <summary>Pages of one search.</summary>
    public int MostPages { get; init; } = Reading.PageTrail.Most;

    /// <summary>Reads that fail for a passing reason are tried this often again.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>First backoff; it doubles, with full jitter.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest backoff when the EHR names no time.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait, whatever <c>Retry-After</c> says.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Reads that have ended within <see cref="JudgedOver"/> before the EHR may be left alone, half of them failed for reasons of its own or of the way to it.</summary>
    public int ReadsBeforeRest { get; init; } = 8;

    /// <summary>How long back reads are judged by; longer where they end by their timeout.</summary>
    public TimeSpan JudgedOver { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long nothing is read then; after it one read finds out whether the EHR is back.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that may wait for their turn.</summary>
    public int Queue { get; init; } = 256;
}
