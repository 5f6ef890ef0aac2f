using System.Collections.Frozen;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Whose resources are meant.</summary>
/// <param name="Patients">Patients, each as <c>Patient/id</c>.</param>
/// <param name="AreMeant">Theirs; else everybody's but theirs, and what is nobody's.</param>
public sealed record PatientScope(FrozenSet<string> Patients, bool AreMeant)
{
    /// <summary>What is nobody's is meant too, where only these patients' are.</summary>
    public bool WithNobodys { get; private init; }

    /// <summary>Everybody's, and what is nobody's.</summary>
    public static PatientScope Everybody { get; } = Except([]);

    public static PatientScope Only(IEnumerable<string> patients) => new(patients.ToFrozenSet(StringComparer.Ordinal), AreMeant: true);

    /// <summary>Theirs, and what is nobody's.</summary>
    public static PatientScope OnlyAndNobodys(IEnumerable<string> patients) => Only(patients) with { WithNobodys = true };

    public static PatientScope Except(IEnumerable<string> patients) => new(patients.ToFrozenSet(StringComparer.Ordinal), AreMeant: false);

    /// <summary>Whether this patient's are; null for what is nobody's.</summary>
    public bool Contains(string? patient) => patient is null ? !AreMeant || WithNobodys : Patients.Contains(patient) == AreMeant;
}
