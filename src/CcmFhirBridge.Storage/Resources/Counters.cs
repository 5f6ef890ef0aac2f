namespace CcmFhirBridge.Storage.Resources;

/// <summary>Names of the tenant's counters.</summary>
internal static class Counters
{
    /// <summary>Grows with every change of derived facts.</summary>
    public const string Change = "change";

    /// <summary>Grows with every read of the EHR.</summary>
    public const string Read = "read";
}

/// <summary>Names of the tenant's settings.</summary>
internal static class Settings
{
    public const string MappingVersion = "mapping-version";
    public const string EverybodyChanged = "everybody-changed";
    public const string ReadStarted = "complete-read-started";
    public const string ReadEnded = "complete-read-ended";
    public const string SyncEnded = "sync-ended";
    public const string SyncIncomplete = "sync-incomplete-types";
    public const string FullSyncIncomplete = "full-sync-incomplete-types";
    public const string SyncFallen = "sync-fallen-forms";
    public const string SyncUnread = "sync-unread-types";
    public const string EncountersArrived = "encounters-arrived";
    public const string Listed = "listed-patients";
    public const string ServicesSince = "services-since";

    public const string PatientAliases = "patient-aliases";
    public const string PatientDoubts = "patient-doubts";
    public const string Comparisons = "comparisons";
    public const string Statement = "ehr-statement";
    public const string StatementChange = "ehr-statement-change";

    /// <summary>Followed by the type.</summary>
    public const string AvoidedForms = "avoided-forms-";

    /// <summary>Followed by the type.</summary>
    public const string WholeRead = "whole-read-";

    /// <summary>Followed by what it is for.</summary>
    public const string Secret = "secret-";

    /// <summary>Followed by the month.</summary>
    public const string AssessedBy = "assessed-by-";

    /// <summary>Followed by the month.</summary>
    public const string CorrectedThrough = "corrected-through-";

    /// <summary>Followed by the month.</summary>
    public const string AssessedThrough = "assessed-through-";
}
