namespace CcmFhirBridge.Server.Door.Assertions;

/// <summary>Why an assertion does not prove who asks: for the log alone. Its sender is told that it did not.</summary>
internal sealed class AssertionRefused(string reason) : Exception(reason)
{
    /// <summary>A word of our own; never anything that the assertion says.</summary>
    public string Reason { get; } = reason;
}
