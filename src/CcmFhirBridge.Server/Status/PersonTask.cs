namespace CcmFhirBridge.Server.Status;

/// <summary>How much a matter presses.</summary>
public enum Urgency
{
    /// <summary>Good to know; nothing has to be done.</summary>
    Notice,

    /// <summary>Waits for a person, in its own time.</summary>
    Waiting,

    /// <summary>Something does not work: money or time is lost while it lasts.</summary>
    Wrong,
}

/// <summary>Something about a tenant that only a person can settle.</summary>
/// <param name="Urgency">How much it presses.</param>
/// <param name="Code">Stable code, such as <c>sync-failing</c>.</param>
/// <param name="What">What is the matter, in one sentence without anything of a patient.</param>
/// <param name="Advice">What to do about it.</param>
public sealed record PersonTask(Urgency Urgency, string Code, string What, string Advice);
