using System.Collections.Immutable;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>A code with the units that the seconds carry.</summary>
internal readonly record struct CodeUnits(BillingCode Code, int Units);

/// <summary>A pathway that the seconds carry as well, and why it was not chosen.</summary>
internal sealed record OtherPathway(PathwayChoice Choice, string Reason);

/// <summary>Which codes the month's seconds carry.</summary>
/// <param name="Pathway"><c>staff</c>, <c>practitioner</c>, <c>complex</c> or <c>clinic</c>.</param>
/// <param name="Codes">Base code and add-ons; empty when no floor is reached.</param>
/// <param name="CountsStaff">Whether the codes rest on staff seconds.</param>
/// <param name="CountsPractitioner">Whether they rest on practitioner seconds, pooled or own.</param>
/// <param name="CountedSeconds">Seconds that the codes were chosen from.</param>
/// <param name="UsedSeconds">Seconds at which the last unit was reached.</param>
internal sealed record PathwayChoice(
    string Pathway, ImmutableArray<CodeUnits> Codes, bool CountsStaff, bool CountsPractitioner, int CountedSeconds, int UsedSeconds)
{
    public static PathwayChoice Nothing { get; } = new(PathwayNames.Staff, [], true, false, 0, 0);

    /// <summary>Staff's and practitioner's both stand, and the tenant wants a person to choose.</summary>
    public bool IsAmbiguous { get; init; }

    /// <summary>Pathways that stand as well.</summary>
    public ImmutableArray<OtherPathway> Others { get; init; } = [];

    /// <summary>Whether the seconds reach the floor of the pathway, whatever people decided about its codes.</summary>
    public bool ReachesFloor { get; init; } = !Codes.IsEmpty;

    /// <summary>A floor is reached, and a person decided to bill nothing of it.</summary>
    public bool IsWithheld => ReachesFloor && Codes.IsEmpty;

    public bool Pools => CountsStaff && CountsPractitioner;

    public bool SameBill(PathwayChoice other)
    {
        if (IsAmbiguous != other.IsAmbiguous || Codes.Length != other.Codes.Length)
            return false;
        for (var i = 0; i < Codes.Length; i++)
        {
            if (Codes[i].Code.Code != other.Codes[i].Code.Code || Codes[i].Units != other.Codes[i].Units)
                return false;
        }

        return true;
    }
}

/// <summary>The words of the contract for pathways.</summary>
internal static class PathwayNames
{
    public const string Staff = "staff";
    public const string Practitioner = "practitioner";
    public const string Complex = "complex";
    public const string Clinic = "clinic";
}
