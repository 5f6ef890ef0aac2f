using System.Collections.Immutable;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Pipeline.Assessing;

/// <summary>What assessing a month came to.</summary>
/// <param name="Month">Service month.</param>
/// <param name="ByOutcome">Patients assessed now, by outcome.</param>
/// <param name="Failed">Patients that could not be assessed; they stay due.</param>
public sealed record AssessmentReport(ServiceMonth Month, ImmutableSortedDictionary<Outcome, int> ByOutcome, ImmutableArray<FailedPatient> Failed)
{
    public int Assessed => ByOutcome.Values.Sum();
}

/// <summary>A patient set aside by a fault of ours, never by what the record says.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Fault">Type of the exception; its message could carry patient data.</param>
public sealed record FailedPatient(string Patient, string Fault);
