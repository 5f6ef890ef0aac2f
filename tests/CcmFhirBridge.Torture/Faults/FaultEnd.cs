namespace CcmFhirBridge.Torture.Faults;

/// <summary>How it ends for a part of a bill.</summary>
/// <param name="Copies">How many of it the EHR has.</param>
/// <param name="State">Where it stands in the outbox, waiting for a person; null when it came to rest.</param>
internal sealed record FaultEnd(int Copies, string? State)
{
    /// <summary>It is there once, and nobody has to do anything.</summary>
    public static readonly FaultEnd Once = new(1, null);

    /// <summary>Whoever looks into the EHR finds several, or another one: a person decides.</summary>
    public static FaultEnd Quarantined(int copies) => new(copies, "quarantined");

    /// <summary>The EHR refused it for good.</summary>
    public static readonly FaultEnd Rejected = new(0, "rejected");

    /// <summary>The EHR says that it has it and does not show it: nothing is sent again until a person has asked.</summary>
    public static readonly FaultEnd InDoubt = new(0, "in-doubt");

    /// <summary>A charge whose Claim has not come to rest.</summary>
    public static readonly FaultEnd Waiting = new(0, "planned");

    public override string ToString() => $"{Copies} in the EHR, {State ?? "at rest"}";
}
