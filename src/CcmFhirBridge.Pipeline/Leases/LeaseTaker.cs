namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>Who asks for the right to work for a tenant.</summary>
/// <param name="Owner">Who it is, for a person; not empty.</param>
/// <param name="Place">
/// Where the taker works, when a lock of the operating system that it keeps proves that no earlier holder of the same place lives any more: then
/// even what has not expired is taken over from there, and the clock is the one that the earlier holder went by. Null: there is no such proof.
/// </param>
/// <param name="Now">What the taker's own clock on the wall says.</param>
public sealed record LeaseTaker(string Owner, string? Place, DateTimeOffset Now);
