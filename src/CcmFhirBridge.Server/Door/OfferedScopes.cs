namespace CcmFhirBridge.Server.Door;

/// <summary>What this service has anything for. Nothing else is ever granted, whatever a client was registered with.</summary>
public static class OfferedScopes
{
    /// <summary>
    /// Reading and searching of what the service makes; of a Patient its status (<c>r</c>) and decisions about it (<c>u</c>); the logging of time
    /// as an Encounter (<c>c</c>, <c>r</c>) and its taking back (<c>u</c>); the answer of a billing system to a Claim (<c>u</c>).
    /// </summary>
    public static ScopeSet All { get; } = Parse(
        "system/AuditEvent.rs system/ChargeItem.rs system/Claim.rus system/Encounter.cru system/Group.rs system/MeasureReport.rs system/Patient.ru system/Provenance.rs system/Task.rs");

    /// <summary>What a client may be registered with.</summary>
    /// <param name="text">Scopes separated by spaces; <c>system/*.rs</c> stands for the types that are offered now.</param>
    /// <param name="scopes">Those that are offered.</param>
    /// <param name="problem">What is wrong, or null.</param>
    public static bool TryRegister(string text, out ScopeSet scopes, out string? problem)
    {
        scopes = ScopeSet.None;
        problem = null;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!ScopeSet.TryParse(word, out var one, out _))
                problem ??= $"'{word}' is no scope that is known here. Write such as system/Claim.rs";
            else if (one.Intersect(All) is var offered && (offered.IsEmpty || (!word.StartsWith("system/*.", StringComparison.Ordinal) && offered.ToString() != one.ToString())))
                problem ??= $"'{word}' asks for more than is offered: {All}";
        }

        if (problem is null && ScopeSet.TryParse(text, out var all, out _))
            scopes = all.Intersect(All);
        if (problem is null && scopes.IsEmpty)
            problem = $"say at least one scope of {All}";
        return problem is null;
    }

    private static ScopeSet Parse(string text) =>
        ScopeSet.TryParse(text, out var scopes, out var unknown) ? scopes : throw new InvalidOperationException($"'{unknown}' is no scope.");
}
