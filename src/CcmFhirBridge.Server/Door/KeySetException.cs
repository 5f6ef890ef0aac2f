namespace CcmFhirBridge.Server.Door;

/// <summary>A key set cannot be used; the message says which key and why, and holds nothing of a key.</summary>
public sealed class KeySetException(string message) : Exception(message);
