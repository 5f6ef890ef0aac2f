using CcmFhirBridge.Pipeline.Ledger;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Torture.Simulations.Bugs;

/// <summary>
/// A mistake that somebody could make, put between the product and its ports: the product itself knows nothing of it. What it remembers dies
/// with the worker, because every worker gets its own.
/// </summary>
/// <param name="Name">Word for the command line.</param>
/// <param name="What">What is done wrong.</param>
internal sealed record Bug(string Name, string What)
{
    public Func<IBillingLedger, IBillingLedger> Ledger { get; init; } = static ledger => ledger;

    public Func<IEhrWriter, IEhrWriter> Writer { get; init; } = static writer => writer;

    public Func<IEhrReader, IEhrReader> Reader { get; init; } = static reader => reader;

    public Func<IClaimBodies, IClaimBodies> Bodies { get; init; } = static bodies => bodies;

    public Func<TimeSpan, TimeSpan> Settle { get; init; } = static settle => settle;

    /// <summary>Whether what the worker changes is refused once somebody else has taken over.</summary>
    public bool IsFenced { get; init; } = true;

    public static Bug None { get; } = new("", "nothing");
}
