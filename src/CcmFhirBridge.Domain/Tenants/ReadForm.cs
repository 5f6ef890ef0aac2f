using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>What a read leaves out because it is known already.</summary>
public enum ReadNarrowing
{
    /// <summary>Nothing: everything is read, and what is not seen is gone.</summary>
    None,

    /// <summary>What the server has not changed since; asked with a beginning only.</summary>
    LastUpdated,

    /// <summary>The same, asked with a beginning and an end, as some servers demand.</summary>
    ClosedRange,

    /// <summary>Services of days before the window, which was read whole not long ago.</summary>
    DateWindow,
}

/// <summary>How the resources of a type are read.</summary>
/// <param name="Narrowing">What is left out.</param>
/// <param name="ByPatient">Whether each patient is asked for alone instead of the whole type at once.</param>
public readonly record struct ReadForm(ReadNarrowing Narrowing, bool ByPatient = false)
{
    private const string PatientPrefix = "patient-";

    private static readonly ImmutableArray<(ReadNarrowing Narrowing, string Word)> s_words =
    [
        (ReadNarrowing.LastUpdated, "last-updated"), (ReadNarrowing.ClosedRange, "closed-range"), (ReadNarrowing.DateWindow, "date-window"), (ReadNarrowing.None, "full"),
    ];

    /// <summary>Everything of the type at once.</summary>
    public static ReadForm Full { get; } = new(ReadNarrowing.None);

    /// <summary>Everything, patient by patient.</summary>
    public static ReadForm PatientFull { get; } = new(ReadNarrowing.None, ByPatient: true);

    /// <summary>Every form.</summary>
    public static ImmutableArray<ReadForm> All { get; } =
        [.. s_words.Select(word => new ReadForm(word.Narrowing)), .. s_words.Select(word => new ReadForm(word.Narrowing, ByPatient: true))];

    /// <summary>The same scope with nothing left out.</summary>
    public ReadForm Whole => this with { Narrowing = ReadNarrowing.None };

    /// <summary>Whether the server is asked for what it changed since.</summary>
    public bool AsksForChanges => Narrowing is ReadNarrowing.LastUpdated or ReadNarrowing.ClosedRange;

    /// <summary>How files and reports spell it, such as <c>patient-date-window</c>.</summary>
    public string Word => (ByPatient ? PatientPrefix : "") + WordOf(Narrowing);

    /// <summary>The form that a word means; null when none does.</summary>
    public static ReadForm? Find(string? word)
    {
        foreach (var form in All)
        {
            if (form.Word == word)
                return form;
        }

        return null;
    }

    /// <summary>Its word.</summary>
    public override string ToString() => Word;

    private static string WordOf(ReadNarrowing narrowing) => s_words.First(word => word.Narrowing == narrowing).Word;
}
