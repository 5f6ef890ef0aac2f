namespace CcmFhirBridge.Simulator.Practices.Scenarios;

/// <summary>A code with its units.</summary>
internal readonly record struct PromisedUnits(string Code, int Units);

/// <summary>Codes that a story ends in, and the seconds at which the last of their units is reached.</summary>
/// <param name="Codes">Base code first; empty when no floor is reached.</param>
/// <param name="ReachedAt">Seconds of the pathway's own people.</param>
internal sealed record Promise(IReadOnlyList<PromisedUnits> Codes, int ReachedAt)
{
    public static readonly Promise Nothing = new([], 0);

    /// <summary>Reached by the practitioner's own seconds alone.</summary>
    public bool ByPractitioner { get; init; }

    /// <summary>The time stands, and the code of extended planning on the visit's day beside it.</summary>
    public bool WithPlanning { get; init; }

    public static Promise Staff(int addOns) => Of("99490", "99439", addOns, 1200, 1200);

    public static Promise Complex(int addOns) => Of("99487", "99489", addOns, 3600, 1800);

    public static Promise Practitioner(int addOns) => Of("99491", "99437", addOns, 1800, 1800) with { ByPractitioner = true };

    private static Promise Of(string code, string addOn, int addOns, int floor, int block) => new(
        addOns == 0 ? [new(code, 1)] : [new(code, 1), new(addOn, addOns)], floor + (addOns * block));
}
