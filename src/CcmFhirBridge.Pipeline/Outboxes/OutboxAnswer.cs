using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Pipeline.Outboxes;

/// <summary>What became of a person's action.</summary>
public enum OutboxResult
{
    /// <summary>It was done now, and recorded.</summary>
    Done,

    /// <summary>It was done before, or there is nothing to do: nothing was changed.</summary>
    AlreadyDone,

    /// <summary>It cannot be done where the entry stands: nothing was sent, and the words say what can be done instead.</summary>
    Refused,
}

/// <summary>The answer to a person's action.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Said">In words for the person; no patient data.</param>
/// <param name="Items">The entries that it is about, as they stand now.</param>
public sealed record OutboxAnswer(OutboxResult Result, string Said, IReadOnlyList<OutboxItem> Items)
{
    /// <summary>The judgement of a release that kept it here, or null.</summary>
    public PatientRelease? Judged { get; init; }
}

/// <summary>Who acts on an entry, and why; kept in the ledger with every change.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
public sealed record OutboxWord(string By, string Reason)
{
    /// <summary>The word as a sentence of the ledger.</summary>
    /// <param name="did">What was done, such as <c>Set aside</c>.</param>
    public string Saying(string did) => $"{did} by {By}: {Reason.Trim().TrimEnd('.')}.";
}
