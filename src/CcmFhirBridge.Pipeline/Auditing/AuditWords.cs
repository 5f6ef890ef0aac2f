namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>What a row of the trail is about: stable words that filters and other systems rely on.</summary>
public static class AuditKinds
{
    /// <summary>The trail itself: where it begins.</summary>
    public const string Trail = "trail";

    /// <summary>What was read from the EHR and stored.</summary>
    public const string Read = "read";

    /// <summary>What the EHR is, or was seen to do.</summary>
    public const string Ehr = "ehr";

    /// <summary>Stored resources read anew by another mapping, or under another patient's id.</summary>
    public const string Mapping = "mapping";

    /// <summary>What was decided of patient-months by the rules.</summary>
    public const string Assessment = "assessment";

    /// <summary>A service month: closed, reopened, and what stands between.</summary>
    public const string Month = "month";

    /// <summary>The rules that months are decided by.</summary>
    public const string Rules = "rules";

    /// <summary>A person lets a month's bills leave.</summary>
    public const string Release = "release";

    /// <summary>A person decided something of a patient's month.</summary>
    public const string Decision = "decision";

    /// <summary>A bill or a line of it: planned, sent, answered, corrected.</summary>
    public const string Ledger = "ledger";

    /// <summary>What is taken back of a bill that had left.</summary>
    public const string TakeBack = "take-back";

    /// <summary>A claim that has left and is wrong.</summary>
    public const string Correction = "correction";

    /// <summary>Who may ask: a client was registered, got other keys, or was shut out.</summary>
    public const string Client = "client";

    /// <summary>A client proved who it is, and got a token or none.</summary>
    public const string Token = "token";

    /// <summary>A billing system said what became of a claim.</summary>
    public const string Answer = "answer";

    /// <summary>Time that was logged with the bridge.</summary>
    public const string Time = "time";

    /// <summary>Somebody asked this service over HTTP.</summary>
    public const string Access = "access";

    public static IReadOnlyList<string> All { get; } =
        [Trail, Read, Ehr, Mapping, Assessment, Month, Rules, Release, Decision, Ledger, TakeBack, Correction, Client, Token, Answer, Time, Access];
}

/// <summary>How it ended.</summary>
public static class AuditOutcomes
{
    public const string Done = "done";

    /// <summary>It was not permitted, or could not be asked like that.</summary>
    public const string Refused = "refused";

    /// <summary>It broke on our side.</summary>
    public const string Failed = "failed";
}

/// <summary>Names of details that more than one place writes or reads.</summary>
public static class AuditDetails
{
    /// <summary>Table of the record that the row vouches for; with <see cref="Row"/> and <see cref="Record"/>.</summary>
    public const string Table = "table";

    /// <summary>Its number in that table.</summary>
    public const string Row = "row";

    /// <summary>SHA-256 over its columns, lower-case hex.</summary>
    public const string Record = "record";

    public const string Month = "month";

    /// <summary>HTTP status.</summary>
    public const string Status = "status";

    /// <summary>Address that the request came from.</summary>
    public const string Address = "address";

    /// <summary>FHIR type that was asked for.</summary>
    public const string ResourceType = "type";

    /// <summary>How many of the same a row stands for, where that is not one.</summary>
    public const string Times = "times";

    /// <summary>Begins the name of a parameter of a search; the value is base64.</summary>
    public const string Query = "query.";
}
