using System.Collections.Immutable;

namespace CcmFhirBridge.Torture.Faults.Mistakes;

/// <summary>What becomes of a question whose answer was lost.</summary>
internal enum LostAnswer
{
    /// <summary>The client learns that it was lost.</summary>
    Told,

    /// <summary>It is asked again.</summary>
    Repeated,

    /// <summary>The client is told that the EHR refused.</summary>
    Refused,

    /// <summary>The client is told that the EHR created.</summary>
    Created,

    /// <summary>The client is told that the EHR did nothing.</summary>
    Throttled,
}

/// <summary>A mistake that a layer between the bridge and the EHR could make; the matrix must find each, or its silence would prove nothing.</summary>
/// <param name="Name">Word for the command line.</param>
/// <param name="What">What is done wrongly.</param>
/// <param name="ShownBy">The kind of fault in which it does harm.</param>
/// <param name="Lost">What becomes of a write without an answer.</param>
/// <param name="Caches">What a search once said is said for ever.</param>
/// <param name="OnePage">Every search ends with its first page.</param>
internal sealed record Mistake(string Name, string What, string ShownBy, LostAnswer Lost = LostAnswer.Told, bool Caches = false, bool OnePage = false)
{
    public static ImmutableArray<Mistake> All { get; } =
    [
        new("repeats-lost-writes", "A write without an answer is sent again at once.", "drop-after-commit", LostAnswer.Repeated),
        new("lost-is-refused", "A write without an answer is taken for refused.", "reset-in-request", LostAnswer.Refused),
        new("lost-is-created", "A write without an answer is taken for done.", "reset-in-request", LostAnswer.Created),
        new("lost-is-throttled", "A write without an answer is taken for not done.", "search-lag-and-lost-answer", LostAnswer.Throttled),
        new("cached-searches", "What a search once said is believed for ever.", "drop-after-commit", Caches: true),
        new("first-page-only", "The first page of a search is taken for all of it.", "next-link-repeats", OnePage: true),
    ];
}
