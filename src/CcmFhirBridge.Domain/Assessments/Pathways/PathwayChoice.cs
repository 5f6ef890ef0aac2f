using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>A code with the units that the seconds carry.</summary>
internal readonly record struct CodeUnits(BillingCode Code, int Units);

/// <summary>Whether the pathway is settled.</summary>
internal enum PathwayStanding
{
    Settled,

    /// <summary>Staff's and practitioner's both stand, and the tenant wants a person to choose.</summary>
    Ambiguous,

    /// <summary>The month needs a pathway whose codes the rules in force do not hold.</summary>
    CodesMissing,
}

/// <summary>Which codes the month's seconds carry.</summary>
/// <param name="Pathway"><c>staff</c>, <c>practitioner</c> or <c>complex</c>.</param>
/// <param name="Codes">Base code and add-ons; empty when no floor is reached.</param>
/// <param name="Standing">Whether the pathway is settled.</param>
/// <param name="CountsStaff">Whether the codes rest on staff seconds.</param>
/// <param name="CountsPractitioner">Whether they rest on practitioner seconds, pooled or own.</param>
/// <param name="UsedSeconds">Seconds at which the last unit was reached.</param>
/// <param name="OtherPathway">The pathway not chosen where both stand, or null.</param>
/// <param name="OtherCodes">Its codes.</param>
internal sealed record PathwayChoice(
    string Pathway, ImmutableArray<CodeUnits> Codes, PathwayStanding Standing, bool CountsStaff, bool CountsPractitioner,
    int UsedSeconds, string? OtherPathway, ImmutableArray<CodeUnits> OtherCodes)
{
    public static PathwayChoice Nothing { get; } = new(PathwayNames.Staff, [], PathwayStanding.Settled, true, false, 0, null, []);

    /// <summary>A floor is reached, be it of a code that the rules in force do not hold.</summary>
    public bool ReachesFloor => !Codes.IsEmpty || Standing == PathwayStanding.CodesMissing;

    public bool Pools => CountsStaff && CountsPractitioner;

    public bool SameBill(PathwayChoice other) =>
        Standing == other.Standing && Codes.Length == other.Codes.Length
        && Codes.Zip(other.Codes).All(static pair => pair.First.Code.Code == pair.Second.Code.Code && pair.First.Units == pair.Second.Units);
}

/// <summary>The words of the contract for pathways.</summary>
internal static class PathwayNames
{
    public const string Staff = "staff";
    public const string Practitioner = "practitioner";
    public const string Complex = "complex";
}
