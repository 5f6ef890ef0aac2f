using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Door.Tokens;

/// <summary>Why there is no token, in the words of RFC 6749; the description is ours and holds nothing that was sent.</summary>
internal sealed class OAuthProblem(string error, string? description = null, int status = StatusCodes.Status400BadRequest) : Exception(error)
{
    public string Error { get; } = error;

    public string? Description { get; } = description;

    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>When to ask again; null when that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Who asks is not proved. What was wrong is in our log only.</summary>
    public static OAuthProblem InvalidClient() => new("invalid_client");

    public static OAuthProblem InvalidRequest(string description) => new("invalid_request", description);
}
