using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Pipeline.Reading;

/// <summary>Why the EHR may not have shown everything of a patient.</summary>
/// <param name="Asked">Who was asked for when it came up, as <c>Patient/id</c>; it is settled once all of that one is shown.</param>
/// <param name="Patient">Whose record it is about; the same, or whose resource came along.</param>
/// <param name="Doubt">Of what, and why.</param>
public sealed record PatientDoubt(string Asked, string Patient, ReadDoubt Doubt);

/// <summary>Of whom the EHR may not have shown everything: such a patient's months are held.</summary>
public interface IDoubtStore
{
    /// <summary>Every doubt that stands, as kept.</summary>
    Task<IReadOnlyList<PatientDoubt>> DoubtsAsync(CancellationToken cancellation);

    /// <summary>Keeps these in the place of those before.</summary>
    /// <param name="doubts">Every doubt that stands from now on.</param>
    /// <param name="patients">Who becomes due for it.</param>
    /// <param name="cancellation">Cancels.</param>
    Task KeepDoubtsAsync(IReadOnlyList<PatientDoubt> doubts, IReadOnlyCollection<string> patients, CancellationToken cancellation);
}
