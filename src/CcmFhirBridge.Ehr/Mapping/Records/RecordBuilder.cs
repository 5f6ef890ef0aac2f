using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Mapping;

namespace CcmFhirBridge.Ehr.Mapping.Records;

/// <summary>Builds a patient's record from compact facts, with everybody's role resolved. Immutable, so safe for several at once.</summary>
internal sealed class RecordBuilder(PeopleDirectory directory) : IRecordBuilder
{
    public PeopleDirectory Directory => directory;

    public IReadOnlyCollection<string> AliasesOf(string personReference) => directory.AliasesOf(personReference);

    public PatientRecord Build(string patient, IEnumerable<ReadOnlyMemory<byte>> facts, IReadOnlyList<StaffInterval> elsewhere)
    {
        var draft = new RecordDraft(directory);
        foreach (var item in facts)
            draft.Add(item.Span);
        return draft.Build(patient, new StaffTimes(directory, elsewhere));
    }
}
