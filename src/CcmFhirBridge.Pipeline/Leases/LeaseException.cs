namespace CcmFhirBridge.Pipeline.Leases;

/// <summary>Why the right to work for a tenant does not carry.</summary>
public enum LeaseFailure
{
    /// <summary>Another owner holds it, and it has not expired.</summary>
    Held,

    /// <summary>Another owner took it over: the fence has moved on.</summary>
    Lost,

    /// <summary>It may expire before the EHR has answered, so nothing is sent under it.</summary>
    TooShort,

    /// <summary>The write waited so long after it was recorded that what an EHR does not show would soon be believed not to have left.</summary>
    Late,
}

/// <summary>Work for a tenant stops because the right to it is missing or runs out. Nothing was sent or changed by it.</summary>
public sealed class LeaseException(LeaseFailure failure, string message) : Exception(message)
{
    /// <summary>What is the matter.</summary>
    public LeaseFailure Failure { get; } = failure;

    /// <summary>How long the other owner may go on without a renewal, when it is <see cref="LeaseFailure.Held"/>; null when nobody knows.</summary>
    public TimeSpan? EndsIn { get; init; }
}
