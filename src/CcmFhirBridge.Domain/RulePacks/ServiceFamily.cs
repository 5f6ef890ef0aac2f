namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>What to do when another service is seen in the month.</summary>
public enum ConflictHandling
{
    /// <summary>Nothing but a note.</summary>
    Allow,

    /// <summary>Say so, bill.</summary>
    Warn,

    /// <summary>A person must decide.</summary>
    Hold,

    /// <summary>Never billed together.</summary>
    Block,
}

/// <summary>A family of other services that limits or forbids CCM in the month, with its codes.</summary>
/// <param name="Key">Key of the tenant's <c>conflicts</c> policy, such as <c>tcm</c>.</param>
/// <param name="Codes">CPT and HCPCS codes; a range is written out.</param>
/// <param name="Default">What to do when the tenant says nothing.</param>
/// <param name="SameScope">
/// What to do when the service is the same practitioner's or the same practice's, lowered by the tenant to hold at most; null where the
/// scope does not matter.
/// </param>
/// <param name="Sources">Ids of the citations.</param>
/// <param name="Confidence">How sure we are.</param>
public sealed record ServiceFamily(
    string Key, IReadOnlyList<string> Codes, ConflictHandling Default, ConflictHandling? SameScope,
    IReadOnlyList<string> Sources, Confidence Confidence)
{
    /// <summary>The payer's own overlay says what to do, and not the pack that it extends: then it goes before the practice's policy.</summary>
    public bool IsPayersOwn { get; init; }
}
