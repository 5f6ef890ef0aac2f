using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Ehr.Mapping.Scanning;

namespace CcmFhirBridge.Ehr.Mapping.Projections;

/// <summary>A participant as read: who, in which part, and when.</summary>
internal struct ParticipantDraft
{
    public int Index;
    public Text Who;
    public bool Unresolved;
    public bool HasType;
    public bool IsPerformer;
    public bool KnowsType;
    public PeriodDraft Period;
}

/// <summary>An Encounter between reading it and deciding what it says.</summary>
internal sealed class EncounterDraft
{
    public Text Status { get; set; }

    public Text Activity { get; set; }

    public Text Program { get; set; }

    public StayKind? Stay { get; set; }

    public List<Text> Codes { get; } = [];

    public PeriodDraft Period { get; set; }

    public bool HasLength { get; set; }

    public TimeSpan? Length { get; set; }

    public List<ParticipantDraft> Participants { get; } = [];

    public Text Organization { get; set; }

    /// <summary>What a person wrote, with its markup.</summary>
    public List<Text> Words { get; } = [];

    public void Reset()
    {
        Status = Activity = Program = Organization = default;
        Stay = null;
        Codes.Clear();
        Period = default;
        HasLength = false;
        Length = null;
        Participants.Clear();
        Words.Clear();
    }
}
