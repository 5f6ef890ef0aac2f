namespace CcmFhirBridge.Pipeline.Decisions;

/// <summary>A decision cannot be read; the message names the member and the fix, never what the reason says.</summary>
public sealed class DecisionFormatException(string message) : Exception(message);
