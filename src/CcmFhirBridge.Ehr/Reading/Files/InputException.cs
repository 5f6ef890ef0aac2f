namespace CcmFhirBridge.Ehr.Reading.Files;

/// <summary>An input that cannot be read at all. The message names the file and says what to do; it carries no content.</summary>
public sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
