namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>How sure we are of a rule value (RULES §0).</summary>
public enum Confidence
{
    /// <summary>Read in a primary document or in the official data file (V).</summary>
    Primary,

    /// <summary>Read in a source that cites the primary document (v).</summary>
    Secondary,

    /// <summary>General knowledge of the field, not checked against a document (G).</summary>
    General,

    /// <summary>Sources disagree; the text says which one is followed (C).</summary>
    Conflicting,
}

/// <summary>Where a rule value was read.</summary>
/// <param name="Id">Short stable id, such as <c>cms-mln-909188</c>.</param>
/// <param name="Title">Title and locator for a person.</param>
/// <param name="Link">Address, or null.</param>
public sealed record Citation(string Id, string Title, string? Link);

/// <summary>"This value, in force from that day, by that source, was used here."</summary>
/// <param name="Parameter">Dotted name, such as <c>codes.99490.minutes_required</c>.</param>
/// <param name="Value">The value as text, with its unit.</param>
/// <param name="Since">First day in force.</param>
/// <param name="Sources">Ids of the citations.</param>
/// <param name="Confidence">How sure we are.</param>
public sealed record ParameterRead(string Parameter, string Value, DateOnly Since, IReadOnlyList<string> Sources, Confidence Confidence);
