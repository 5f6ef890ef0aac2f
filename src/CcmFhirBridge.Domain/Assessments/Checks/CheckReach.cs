namespace CcmFhirBridge.Domain.Assessments.Checks;

/// <summary>Where a check can hold or block a month. Elsewhere it is met or only says something, and what the month comes to does not need it.</summary>
internal enum CheckReach
{
    /// <summary>In any month.</summary>
    EveryMonth,

    /// <summary>Where another service of a family is seen.</summary>
    OtherServices,

    /// <summary>Where an instant of an entry was not counted, or an entry has no usable span.</summary>
    UncountedTime,

    /// <summary>Nowhere: it warns at most.</summary>
    NoMonth,
}
