namespace CcmFhirBridge.Domain.FeeSchedules;

/// <summary>Costs of a locality against the national average, which is 1 (GPCI).</summary>
/// <param name="Work">Index of physician work, with the floor of the published table.</param>
/// <param name="PracticeExpense">Index of practice expense.</param>
/// <param name="Malpractice">Index of malpractice insurance.</param>
public readonly record struct GeographicIndices(decimal Work, decimal PracticeExpense, decimal Malpractice);

/// <summary>A payment locality of Medicare.</summary>
/// <param name="Id">Carrier and locality, such as <c>10112-00</c>.</param>
/// <param name="State">State, two letters.</param>
/// <param name="Name">Name of the published table.</param>
/// <param name="Indices">Its costs.</param>
public sealed record Locality(string Id, string State, string Name, GeographicIndices Indices)
{
    /// <summary>The word for amounts that no locality weighs.</summary>
    public const string National = "national";
}
