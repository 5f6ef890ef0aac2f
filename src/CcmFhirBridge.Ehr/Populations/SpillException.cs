namespace CcmFhirBridge.Ehr.Populations;

/// <summary>The temporary folder cannot take or give back what does not fit into memory; no input is at fault.</summary>
public sealed class SpillException(string message, Exception? inner = null) : IOException(message, inner);
