namespace CcmFhirBridge.Ehr.Reading;

/// <summary>Which filters the address of a search carries, so that its answer can be compared with it.</summary>
internal sealed record AskedFilters
{
    /// <summary>None: nothing can be dropped.</summary>
    public static AskedFilters None { get; } = new();

    /// <summary>The parameter that asks for changes; null when none does.</summary>
    public string? Changes { get; init; }

    /// <summary>The parameter that asks for days of service.</summary>
    public string? Days { get; init; }

    /// <summary>The parameter that asks for a patient.</summary>
    public string? Patient { get; init; }

    /// <summary>Parameters of the address that choose nothing.</summary>
    public IReadOnlyList<string> Plain { get; init; } = [];

    /// <summary>The filters by name.</summary>
    public IEnumerable<string> Names => new[] { Changes, Days, Patient }.OfType<string>();
}
