namespace CcmFhirBridge.Pipeline.Calls;

/// <summary>A call that its client may send again, by the key that the client gave it: the first answer stands for all of them.</summary>
/// <param name="Client">Who calls.</param>
/// <param name="Key">The client's own key, unique among its calls.</param>
/// <param name="ContentHash">Hash over what was asked, lower-case hex: another content under the same key is a mistake of the client.</param>
public sealed record RepeatableCall(string Client, string Key, string ContentHash);

/// <summary>A key came again with another content: nothing was done.</summary>
public sealed class RepeatedKeyException() : Exception("The key stands for a call with another content.");
