namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>What a write-back came to, in resources.</summary>
public sealed record WriteBackReport
{
    /// <summary>Resources that left, by themselves or in a transaction.</summary>
    public int Sent { get; init; }

    /// <summary>The EHR has it and it was read back.</summary>
    public int Confirmed { get; init; }

    /// <summary>Of those, found there before anything was sent.</summary>
    public int Adopted { get; init; }

    /// <summary>Refused for good.</summary>
    public int Rejected { get; init; }

    /// <summary>Set aside for a person.</summary>
    public int Quarantined { get; init; }

    /// <summary>Nobody can tell yet; the next run asks first.</summary>
    public int Unknown { get; init; }

    /// <summary>Certainly not done; may be sent by a later run.</summary>
    public int NotSent { get; init; }

    /// <summary>Of a type that the EHR does not take, or that the tenant does not write.</summary>
    public int NotAccepted { get; init; }

    /// <summary>Of a month before the tenant's first, or of a tenant in shadow mode: nothing leaves.</summary>
    public int Withheld { get; init; }

    /// <summary>ChargeItems whose Claim is not confirmed.</summary>
    public int Waiting { get; init; }

    /// <summary>Whether nothing is left to ask or to send.</summary>
    public bool IsSettled => Unknown + NotSent + Waiting == 0;

    public static WriteBackReport operator +(WriteBackReport left, WriteBackReport right) => new()
    {
        Sent = left.Sent + right.Sent,
        Confirmed = left.Confirmed + right.Confirmed,
        Adopted = left.Adopted + right.Adopted,
        Rejected = left.Rejected + right.Rejected,
        Quarantined = left.Quarantined + right.Quarantined,
        Unknown = left.Unknown + right.Unknown,
        NotSent = left.NotSent + right.NotSent,
        NotAccepted = left.NotAccepted + right.NotAccepted,
        Withheld = left.Withheld + right.Withheld,
        Waiting = left.Waiting + right.Waiting,
    };
}
