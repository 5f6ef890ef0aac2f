namespace CcmFhirBridge.Ehr.Mapping;

/// <summary>Codes of record gaps with their sentence. Stored facts carry the code only, so a sentence can be reworded; a code cannot.</summary>
public static class GapCodes
{
    public const string JsonUnreadable = "gap.json-unreadable";
    public const string Utf8Invalid = "gap.utf8-invalid";
    public const string ByteOrderMark = "gap.byte-order-mark";
    public const string TypeMissing = "gap.type-missing";
    public const string IdMissing = "gap.id-missing";
    public const string SubjectMissing = "gap.subject-missing";
    public const string SubjectNotPatient = "gap.subject-not-patient";
    public const string SubjectUnresolved = "gap.subject-unresolved";
    public const string ReferenceUnresolved = "gap.reference-unresolved";
    public const string ReferenceMissing = "gap.reference-missing";
    public const string DateUnreadable = "gap.date-unreadable";
    public const string DateOdd = "gap.date-odd";
    public const string DateWithoutOffset = "gap.date-without-offset";
    public const string ValueType = "gap.value-type";
    public const string ValueEmpty = "gap.value-empty";
    public const string DuplicateKey = "gap.duplicate-key";
    public const string ModifierExtension = "gap.modifier-extension";
    public const string LengthUnreadable = "gap.length-unreadable";
    public const string UnitWithoutSystem = "gap.unit-without-system";
    public const string StatusMissing = "gap.status-missing";
    public const string EntryNotFinished = "gap.entry-not-finished";
    public const string ParticipantType = "gap.participant-type";
    public const string NpiInvalid = "gap.npi-invalid";
    public const string SecurityLabel = "gap.security-label";
    public const string CodeMapped = "gap.code-mapped";
    public const string AnswerUnreadable = "gap.answer-unreadable";
    public const string AnswerWithoutEncounter = "gap.answer-without-encounter";
    public const string AnswerWithoutEntry = "gap.answer-without-entry";

    // Append only: stored facts name a gap by its place here.
    private static readonly (string Code, string Message)[] Table =
    [
        (JsonUnreadable, "Not well-formed JSON, or nested deeper than 64 levels. The resource is not read."),
        (Utf8Invalid, "Not valid UTF-8. The resource is not read; export it again as UTF-8."),
        (ByteOrderMark, "A byte order mark precedes the resource. It is skipped."),
        (TypeMissing, "There is no resourceType. The resource is not read."),
        (IdMissing, "There is no id, so the resource cannot be cited. It is not read."),
        (SubjectMissing, "The resource names no patient. It is not read."),
        (SubjectNotPatient, "The subject is not a Patient. The resource is not read."),
        (SubjectUnresolved, "The reference to the patient cannot be resolved here. The resource is not read."),
        (ReferenceUnresolved, "The reference cannot be resolved here (contained, another server, or by identifier only). It is read as absent."),
        (ReferenceMissing, "A participant is not named. The person is read as absent."),
        (DateUnreadable, "The date or time cannot be read. It is read as absent."),
        (DateOdd, "The date or time is not written as FHIR writes it. It was understood."),
        (DateWithoutOffset, "The time has no offset. It is read in the practice's time zone."),
        (ValueType, "The value has another JSON type than FHIR gives it. It is read as absent."),
        (ValueEmpty, "The value is empty. It is read as absent."),
        (DuplicateKey, "The key appears twice in one object. Only the first is read."),
        (ModifierExtension, "A modifier extension that is not known changes what the resource means. It is not counted."),
        (LengthUnreadable, "The length is not a plain number of seconds, minutes or hours. It is read as absent."),
        (UnitWithoutSystem, "The unit of the length names no unit system. It was understood."),
        (StatusMissing, "There is no status. The resource is not counted."),
        (EntryNotFinished, "The status does not say that the entry is finished. Its time is not counted."),
        (ParticipantType, "The participant's type is not known. The person is not read as a performer."),
        (NpiInvalid, "The NPI fails its check digit. It is read as absent."),
        (SecurityLabel, "A security label keeps it from being told to others. It counts here, and its codes are put into no claim."),
        (CodeMapped, "The code is the practice's own, and the table of its tenant file says what it means (mapping.codes). It was understood."),
        (AnswerUnreadable, "The answer that tells how long the session was is not written as the tenant file says (mapping.answers), or is not one answer. The time is not counted."),
        (AnswerWithoutEncounter, "The answer tells how long a session was and names no encounter that can be told here. It counts nothing."),
        (AnswerWithoutEntry, "The answer tells the length of an encounter that is no time entry of this patient. It counts nothing."),
    ];

    /// <summary>The sentence of a code; it never holds a value of the resource.</summary>
    public static string MessageOf(string code) => Table[IndexOf(code)].Message;

    internal static int IndexOf(string code) => Array.FindIndex(Table, row => row.Code == code);

    internal static string At(int index) => Table[index].Code;
}
