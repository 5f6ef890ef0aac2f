namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>Relative value units of one unit of a code, never negative.</summary>
/// <param name="Code">CPT or HCPCS code.</param>
/// <param name="TotalNonFacility">Sum of the parts outside a facility.</param>
/// <param name="TotalFacility">Sum of the parts in a facility.</param>
/// <param name="Parts">The parts; null where only the sums are loaded, which can be priced nationally but in no locality.</param>
public sealed record RelativeValues(string Code, decimal TotalNonFacility, decimal TotalFacility, RelativeValueParts? Parts)
{
    /// <summary>The values with their sums.</summary>
    public static RelativeValues Of(string code, RelativeValueParts parts) => new(
        code, parts.Work + parts.PracticeExpenseNonFacility + parts.Malpractice, parts.Work + parts.PracticeExpenseFacility + parts.Malpractice, parts);

    /// <summary>The sum of the parts where the service is furnished.</summary>
    public decimal Total(bool facility) => facility ? TotalFacility : TotalNonFacility;
}

/// <summary>What the relative value units of a code are made of.</summary>
/// <param name="Work">Physician work.</param>
/// <param name="PracticeExpenseNonFacility">Practice expense outside a facility.</param>
/// <param name="PracticeExpenseFacility">Practice expense in a facility.</param>
/// <param name="Malpractice">Malpractice insurance.</param>
public readonly record struct RelativeValueParts(decimal Work, decimal PracticeExpenseNonFacility, decimal PracticeExpenseFacility, decimal Malpractice)
{
    /// <summary>The sum with each part weighted by the costs of a locality; not rounded.</summary>
    public decimal Weighted(GeographicIndices indices, bool facility) =>
        (Work * indices.Work) + ((facility ? PracticeExpenseFacility : PracticeExpenseNonFacility) * indices.PracticeExpense) + (Malpractice * indices.Malpractice);
}
