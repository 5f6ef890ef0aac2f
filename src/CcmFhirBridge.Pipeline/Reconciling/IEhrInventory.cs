using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Pipeline.Reconciling;

/// <summary>A resource under our identifier system, as the EHR has it now.</summary>
public sealed record EhrHolding
{
    /// <summary><c>Claim</c> or <c>ChargeItem</c>.</summary>
    public required string ResourceType { get; init; }

    /// <summary>The copy.</summary>
    public required EhrCopy Copy { get; init; }

    /// <summary>Identifier that every revision shares; null when only that of the revision is left.</summary>
    public string? Identifier { get; init; }

    /// <summary><c>Patient/id</c>; null when it names nobody of this EHR.</summary>
    public string? Patient { get; init; }

    /// <summary>Month in which what it bills begins; null when that cannot be read.</summary>
    public ServiceMonth? Month { get; init; }

    /// <summary>Codes of the Claim's items, or the code of the ChargeItem.</summary>
    public ImmutableArray<string> Codes { get; init; } = [];

    /// <summary>Units that it bills; null when they cannot be read.</summary>
    public int? Units { get; init; }

    /// <summary>What it charges, in whole cents' precision; null when that cannot be read.</summary>
    public decimal? Charge { get; init; }

    /// <summary>The body without what servers manage or add, as a ledger would have kept it.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>Everything of ours that an EHR showed.</summary>
/// <param name="Holdings">What is of the month, or of a month that cannot be read.</param>
/// <param name="Seen">References of all that it showed, whatever the month.</param>
/// <param name="NotAsked">Why more may be there than was shown, for a person; null when the EHR showed all.</param>
public sealed record EhrInventory(IReadOnlyList<EhrHolding> Holdings, IReadOnlySet<string> Seen, string? NotAsked);

/// <summary>Asks the EHR for everything under our identifier system; writes nothing.</summary>
public interface IEhrInventory
{
    /// <summary>Everything of ours of a type and month, all pages, past any cache.</summary>
    /// <exception cref="EhrException">The EHR cannot be reached or refuses.</exception>
    Task<EhrInventory> AllAsync(string resourceType, ServiceMonth month, CancellationToken cancellation);

    /// <summary>What a copy says of itself, that was found in another way.</summary>
    EhrHolding Describe(string resourceType, EhrCopy copy);
}
