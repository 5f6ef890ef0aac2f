namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>Something in an input that could not be read, or asks for attention.</summary>
/// <param name="File">File as it was given.</param>
/// <param name="Place">Line of NDJSON, entry of a Bundle, both counted from 1; 0 for the whole file.</param>
/// <param name="Code">Stable code, such as <c>input.line-unreadable</c>.</param>
/// <param name="Message">What is wrong and what it means; never content.</param>
public sealed record InputProblem(string File, long Place, string Code, string Message)
{
    public override string ToString() => Place == 0 ? $"{File}: {Message}" : $"{File}:{Place}: {Message}";
}

/// <summary>Codes of <see cref="InputProblem"/>.</summary>
public static class InputProblems
{
    public const string FileEmpty = "input.file-empty";
    public const string FileCutOff = "input.file-cut-off";
    public const string NotJson = "input.not-json";
    public const string NotFhir = "input.not-fhir";
    public const string TooLarge = "input.too-large";
    public const string OperationOutcome = "input.operation-outcome";
    public const string EntryWithoutResource = "input.entry-without-resource";
    public const string Deleted = "input.deleted";
}
