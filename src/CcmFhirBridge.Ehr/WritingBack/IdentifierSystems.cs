using CcmFhirBridge.Claims;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>The identifier systems under which a type carries our keys.</summary>
/// <param name="Shared">The same for every revision.</param>
/// <param name="Revision">One a revision.</param>
internal sealed record IdentifierSystems(string Shared, string Revision)
{
    private static readonly IdentifierSystems Claim = new(Canonicals.ClaimIdentifier, Canonicals.ClaimRevisionIdentifier);
    private static readonly IdentifierSystems Charge = new(Canonicals.ChargeIdentifier, Canonicals.ChargeRevisionIdentifier);

    public static IdentifierSystems Of(string resourceType) => resourceType switch
    {
        "Claim" => Claim,
        "ChargeItem" => Charge,
        _ => throw new ArgumentOutOfRangeException(nameof(resourceType), "Only Claim and ChargeItem are written."),
    };
}
