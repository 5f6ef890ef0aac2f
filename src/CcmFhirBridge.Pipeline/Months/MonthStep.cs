namespace CcmFhirBridge.Pipeline.Months;

/// <summary>What happened to a month that was sealed; each is one link of the month's chain.</summary>
public enum MonthStep
{
    /// <summary>It was closed: everybody's assessment and everything in the ledger is sealed.</summary>
    Closed,

    /// <summary>Something that the close had left to a person was planned afterwards: it is sealed too.</summary>
    Added,

    /// <summary>A person opened it again.</summary>
    Reopened,
}
