using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>A stored assessment.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Month">Service month.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Json">The assessment in the form of DESIGN §6.</param>
public sealed record StoredAssessment(string Patient, ServiceMonth Month, Outcome Outcome, ReadOnlyMemory<byte> Json)
{
    /// <summary>
    /// <see cref="IAssessmentStore.PositionAsync"/> before its facts were read: a change stored after that leaves its patient due.
    /// </summary>
    public required long Position { get; init; }

    /// <summary>When it was kept; null before it is.</summary>
    public DateTimeOffset? SavedAt { get; init; }
}

/// <summary>Assessments by patient and month, and who is due for a new one.</summary>
public interface IAssessmentStore
{
    /// <summary>How far the store's changes have come; it only grows.</summary>
    Task<long> PositionAsync(CancellationToken cancellation);

    /// <summary>By which rules, settings and engine the month was last assessed as a whole; null before.</summary>
    Task<string?> AssessedByAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>Keeps by what the month was assessed as a whole.</summary>
    Task SaveAssessedByAsync(ServiceMonth month, string basis, CancellationToken cancellation);

    /// <summary>
    /// Keeps that everybody who was due for the month at a position has been assessed, so that asking who is due costs nothing until something
    /// changes.
    /// </summary>
    Task SaveAssessedThroughAsync(ServiceMonth month, long position, CancellationToken cancellation);

    /// <summary>Patients whose facts changed since their assessment of <paramref name="month"/>, or who have none, ordered by reference.</summary>
    Task<IReadOnlyList<string>> DueAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>
    /// Keeps assessments; their patients are no longer due for that month, unless something changed after the position they name. One that was made
    /// at a later position stays: whoever began earlier may save later.
    /// </summary>
    Task SaveAsync(IReadOnlyList<StoredAssessment> assessments, CancellationToken cancellation);

    /// <summary>The assessment of a patient that the EHR still has, or null.</summary>
    Task<StoredAssessment?> FindAsync(string patient, ServiceMonth month, CancellationToken cancellation);

    /// <summary>All assessments of a month for patients that the EHR still has, ordered by patient.</summary>
    Task<IReadOnlyList<StoredAssessment>> ListAsync(ServiceMonth month, CancellationToken cancellation);

    /// <summary>A page of them: those whose patient comes behind <paramref name="afterPatient"/> (exclusive; empty from the beginning).</summary>
    Task<IReadOnlyList<StoredAssessment>> AssessmentsAfterAsync(ServiceMonth month, string afterPatient, int most, CancellationToken cancellation);

    /// <summary>Months of which any assessment is stored, oldest first.</summary>
    Task<IReadOnlyList<ServiceMonth>> AssessedMonthsAsync(CancellationToken cancellation);
}
