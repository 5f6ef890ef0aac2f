using System.Runtime.CompilerServices;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Assessments.Facts;

/// <summary>
/// The parts of a record, asked for together. A practice's records are more than a processor's cache holds: parts that are wanted at once are
/// waited for once, parts that are wanted one after the other are each waited for, which was a tenth of a decision's time.
/// </summary>
internal static class RecordParts
{
    // Stryker disable all : only the reading matters, and no answer rests on what it comes to; how much time it saves is for the benchmark to say.
    /// <summary>How many there are, by reading a little of each; what it comes to is of no interest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Gather(PatientRecord record)
    {
        var parts = record.Decisions.Length + record.GeneralPractitioners.Length + record.Stays.Length + record.DecisionMakings.Length + record.OwnClaims.Length + record.Gaps.Length;
        foreach (var entry in record.TimeEntries)
            parts += entry.Performers.Length + (int)entry.Span.Problem;
        foreach (var condition in record.Conditions)
            parts += condition.Codings.IsEmpty ? 0 : condition.Codings[0].Code.Length;
        foreach (var consent in record.Consents)
            parts += consent.Status.Length;
        foreach (var plan in record.CarePlans)
            parts += plan.Attestation is { ExpectedDuration: true } ? 2 : 1;
        foreach (var coverage in record.Coverages)
            parts += coverage.Status.Length;
        foreach (var service in record.OtherServices)
            parts += service.Code.Length + service.Participants.Length;
        return parts;
    }
}
