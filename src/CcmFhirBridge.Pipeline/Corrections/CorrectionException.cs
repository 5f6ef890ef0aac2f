namespace CcmFhirBridge.Pipeline.Corrections;

/// <summary>A correction cannot be settled; the message says why and carries no patient data.</summary>
public sealed class CorrectionException(string message) : Exception(message);
