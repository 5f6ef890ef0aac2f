using System.Collections.Immutable;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Searches;

/// <summary>How an EHR takes searches where it is not as FHIR says.</summary>
public sealed record SearchHabits
{
    private static readonly ImmutableHashSet<string> s_directory = ["Practitioner", "PractitionerRole", "Organization", "Location", "Patient"];

    private static readonly string[] s_patientNames = ["patient", "subject", "beneficiary", "_id", "identifier"];

    /// <summary>As FHIR says.</summary>
    public static SearchHabits Standard { get; } = new();

    /// <summary>Parameters that are declared nowhere and not known, such as <c>_lastUpdated</c>.</summary>
    public ImmutableHashSet<string> Unknown { get; init; } = [];

    /// <summary>Parameters that are declared and dropped all the same.</summary>
    public ImmutableHashSet<string> Ignored { get; init; } = [];

    /// <summary>The link to the page itself repeats what was asked, whatever was made of it.</summary>
    public bool RepeatsWhatWasAsked { get; init; }

    /// <summary>What belongs to patients is searched by patient only.</summary>
    public bool NeedsPatient { get; init; }

    /// <summary>Patients are not listed: a search for them needs a criterion.</summary>
    public bool HidesPatients { get; init; }

    /// <summary>A range with one end is refused.</summary>
    public bool NeedsClosedRanges { get; init; }

    /// <summary>The parameter that asks for the size of a page; any other is dropped.</summary>
    public string PageParameter { get; init; } = "_count";

    /// <summary>Each page is counted from the beginning of what matches when it is asked for.</summary>
    public bool LivePages { get; init; }

    /// <summary>Links are written from the FHIR base, as in <c>/Encounter?…</c>.</summary>
    public bool RelativeLinks { get; init; }

    /// <summary>Whether the statement declares a parameter.</summary>
    internal bool Declares(string name) => !Unknown.Contains(name);

    /// <summary>What is searched by, of what was asked.</summary>
    /// <exception cref="FhirFailure">The search is refused.</exception>
    internal IReadOnlyList<KeyValuePair<string, string>> Take(string type, IReadOnlyList<KeyValuePair<string, string>> asked)
    {
        if (NeedsPatient && !s_directory.Contains(type) && !asked.Any(pair => s_patientNames.Contains(pair.Key)))
            throw new FhirFailure(400, "required", "A search of this type names a patient.");
        if (HidesPatients && type == "Patient" && !asked.Any(pair => pair.Key[0] != '_' || pair.Key == "_id"))
            throw new FhirFailure(400, "required", "A search for patients needs a criterion.");
        if (NeedsClosedRanges && asked.Where(pair => IsEnd(pair.Value, "ge", "gt") || IsEnd(pair.Value, "le", "lt")).GroupBy(pair => pair.Key).Any(range => range.Count() != 2))
            throw new FhirFailure(400, "value", "A range has a beginning and an end.");
        return
        [
            .. asked.Where(pair => !Unknown.Contains(pair.Key) && !Ignored.Contains(pair.Key) && (pair.Key != "_count" || PageParameter == "_count"))
                .Select(pair => pair.Key == PageParameter ? KeyValuePair.Create("_count", pair.Value) : pair),
        ];
    }

    private static bool IsEnd(string value, params ReadOnlySpan<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (value.StartsWith(prefix, StringComparison.Ordinal) && value.Length > 2 && char.IsAsciiDigit(value[2]))
                return true;
        }

        return false;
    }
}
