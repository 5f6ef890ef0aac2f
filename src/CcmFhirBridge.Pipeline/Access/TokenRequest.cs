namespace CcmFhirBridge.Pipeline.Access;

/// <summary>An assertion that proved who asks, and the token that it is to bring.</summary>
public sealed record TokenRequest
{
    /// <summary>The client as it was when its assertion was checked.</summary>
    public required AccessClient Client { get; init; }

    /// <summary>SHA-256 of the assertion's <c>jti</c>, lower-case hex.</summary>
    public required string AssertionHash { get; init; }

    /// <summary>Until when the assertion would be taken: its <c>exp</c> and the skew that is granted.</summary>
    public required DateTimeOffset AssertionUntil { get; init; }

    /// <summary>The token; null when nothing is granted, which uses the assertion up all the same.</summary>
    public required TokenToKeep? Token { get; init; }
}

/// <summary>A token as it is kept: never itself.</summary>
/// <param name="Hash">SHA-256 of the token, lower-case hex.</param>
/// <param name="Scopes">What it grants, separated by spaces.</param>
/// <param name="Expires">The first instant at which it is worth nothing.</param>
public sealed record TokenToKeep(string Hash, string Scopes, DateTimeOffset Expires);

/// <summary>What became of a request for a token.</summary>
public enum TokenOutcome
{
    /// <summary>The assertion is used up, and its token, if there was one, is kept.</summary>
    Issued,

    /// <summary>The assertion was used before, by this process or by another one.</summary>
    Replayed,

    /// <summary>The client was revoked or got other keys since its assertion was checked.</summary>
    ClientChanged,
}
