using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Pipeline.Mapping;

/// <summary>Turns resources into facts and facts into records, by the tenant's input profile. Pure.</summary>
public interface IResourceMapping
{
    /// <summary>Changes whenever the same bytes would give other facts; a store that holds another one re-projects its log.</summary>
    string Version { get; }

    /// <summary>One resource as facts. Never throws for what the bytes say.</summary>
    ProjectedResource Project(ReadOnlyMemory<byte> json);

    /// <summary>A builder that knows the practice's people from the facts of its directory resources.</summary>
    IRecordBuilder CreateBuilder(IEnumerable<ReadOnlyMemory<byte>> directoryFacts);
}

/// <summary>Builds records from facts. The order of facts carries no meaning.</summary>
public interface IRecordBuilder
{
    /// <summary>All references that mean the same person as <paramref name="personReference"/>, itself included.</summary>
    IReadOnlyCollection<string> AliasesOf(string personReference);

    /// <summary>
    /// Time that people logged for a patient, as far as it counts, where telling it takes several resources; null where each Encounter tells its own,
    /// as it is stored.
    /// </summary>
    /// <param name="patient"><c>Patient/id</c>.</param>
    /// <param name="facts">Facts of the patient's resources, one item a resource.</param>
    IReadOnlyList<StaffInterval>? StaffTimes(string patient, IEnumerable<ReadOnlyMemory<byte>> facts) => null;

    /// <summary>The record of one patient.</summary>
    /// <param name="patient"><c>Patient/id</c>.</param>
    /// <param name="facts">Facts of the patient's resources, one item a resource.</param>
    /// <param name="elsewhere">What the same people logged for other patients, overlapping this patient's entries or not.</param>
    PatientRecord Build(string patient, IEnumerable<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere);
}
