namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>A lease as it is stored.</summary>
/// <param name="Owner">Who holds it, for a person.</param>
/// <param name="Fence">Its number, higher than that of every lease of the tenant before it.</param>
/// <param name="Expires">From when others may take it over, by the clock of the store.</param>
/// <param name="ClockHoldsSince">Since when its owners have gone by one and the same clock, by that clock; the beginning of time when they always have.</param>
public sealed record Lease(string Owner, long Fence, DateTimeOffset Expires, DateTimeOffset ClockHoldsSince);
