using System.Collections.Frozen;
using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>The FHIR types that are read from an EHR.</summary>
public static class EhrTypes
{
    /// <summary>Those that are read from everybody's, in the order in which they are read: the directory first, so that people are known before what they did.</summary>
    public static ImmutableArray<string> InOrder { get; } =
    [
        "Practitioner", "PractitionerRole", "Organization", "Location", "Patient", "Coverage", "Consent", "CarePlan", "Condition", "Encounter",
        "Procedure", "ChargeItem", "Claim",
    ];

    /// <summary>The type in which some practices keep the care plan.</summary>
    public const string Documents = "DocumentReference";

    /// <summary>The type in which some practices keep the length of a session.</summary>
    public const string Answers = "QuestionnaireResponse";

    /// <summary>Types that are read only where the tenant file says that something of care management stands in them.</summary>
    public static ImmutableArray<string> OnDemand { get; } = [Documents, Answers];

    /// <summary>Every type that may be read, those on demand last.</summary>
    public static ImmutableArray<string> All { get; } = [.. InOrder, .. OnDemand];

    /// <summary>The search parameter by which each type with a day of service is found by that day.</summary>
    public static FrozenDictionary<string, string> DayOfService { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Encounter"] = "date",
        ["Procedure"] = "date",
        ["Claim"] = "created",
        ["ChargeItem"] = "occurrence",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_directory = FrozenSet.Create("Practitioner", "PractitionerRole", "Organization", "Location");

    /// <summary>Whether resources of the type belong to a patient, the Patient itself not among them.</summary>
    public static bool IsOfPatients(string type) => type != "Patient" && !s_directory.Contains(type);

    /// <summary>Whether the type tells who people and organizations are.</summary>
    public static bool IsOfDirectory(string type) => s_directory.Contains(type);

    /// <summary>Why the type cannot be read in a form, in words; null when it can.</summary>
    public static string? Misfit(string type, ReadForm form) =>
        form.ByPatient && !IsOfPatients(type) ? $"{type} cannot be asked for patient by patient"
        : form.Narrowing == ReadNarrowing.DateWindow && !DayOfService.ContainsKey(type) ? $"{type} has no day of service to be asked for by"
        : null;

    /// <summary>The nearest form in which the type can be read.</summary>
    public static ReadForm Fitting(string type, ReadForm form)
    {
        if (form.ByPatient && !IsOfPatients(type))
            form = form with { ByPatient = false };
        return Misfit(type, form) is null ? form : form.Whole;
    }
}
