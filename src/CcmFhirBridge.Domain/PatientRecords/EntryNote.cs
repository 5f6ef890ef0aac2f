namespace CcmFhirBridge.Domain.PatientRecords;

/// <summary>What the text of a time entry is worth to somebody who reads it later (RULES §8). Values are stored: append only.</summary>
public enum EntryNote
{
    /// <summary>The entry has no text of a person.</summary>
    None,

    /// <summary>There is a text, and it says neither what was done nor what was decided, such as "followed up with patient".</summary>
    SaysNothing,

    /// <summary>There is a text that says something.</summary>
    SaysSomething,
}
