using System.Collections.Immutable;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Pipeline.Probing;

/// <summary>What an EHR was seen to do with writes for its test patient, which may be less or more than what it says of itself.</summary>
public sealed record EhrMeasurement
{
    /// <summary>When it was measured.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Print of what the EHR said of writing then; another one means that the EHR was changed since.</summary>
    public required string Statement { get; init; }

    /// <summary>Each type and verb that gave an answer; what is not there was not found out.</summary>
    public required ImmutableArray<MeasuredVerb> Verbs { get; init; }

    /// <summary>Whether a transaction with a faulty entry left nothing and a sound one everything; null when that was not found out.</summary>
    public bool? TransactionsHold { get; init; }

    /// <summary>Whole seconds, rounded up, after which a search showed the slowest of what was created; null when no search ever did.</summary>
    public long? ShownAfterSeconds { get; init; }

    /// <summary>Whether a verb was seen to create once; null when that was not found out.</summary>
    public bool? CreatesOnce(string resourceType, WriteVerb verb)
    {
        foreach (var measured in Verbs)
        {
            if (measured.ResourceType == resourceType && measured.Verb == verb)
                return measured.CreatesOnce;
        }

        return null;
    }
}

/// <summary>What one verb did for one type.</summary>
/// <param name="ResourceType"><c>Claim</c> or <c>ChargeItem</c>.</param>
/// <param name="Verb">The verb.</param>
/// <param name="CreatesOnce">Whether the same create that came twice was there once; for a plain create, whether it was found by search afterwards.</param>
public sealed record MeasuredVerb(string ResourceType, WriteVerb Verb, bool CreatesOnce);
