using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>A stored assessment.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Month">Service month.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Json">The assessment in the form of DESIGN §6.</param>
public sealed record StoredAssessment(string Patient, ServiceMonth Month, Outcome Outcome, ReadOnlyMemory<byte> Json);

/// <summary>Assessments by patient and month, and who is due for a new one.</summary>
public interface IAssessmentStore
{
    /// <summary>Patients whose facts changed since their assessment of <paramref name="month"/>, or who have none, ordered by reference.</summary>
    Task<IReadOnlyList<string>> DueAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Keeps assessments; their patients are no longer due for that month.</summary>
    Task SaveAsync(IReadOnlyList<StoredAssessment> assessments, CancellationToken cancellation);

    /// <summary>The assessment, or null.</summary>
    Task<StoredAssessment?> FindAsync(string patient, ServiceMonth month, CancellationToken cancellation);

    /// <summary>All assessments of a month, ordered by patient.</summary>
    Task<IReadOnlyList<StoredAssessment>> ListAsync(ServiceMonth month, CancellationToken cancellation);
}
