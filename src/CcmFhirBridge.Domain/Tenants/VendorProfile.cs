using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>What is known of a vendor's EHRs: how they are asked, how hard, and what they mean by their codes. The tenant file overrides each value.</summary>
public sealed record VendorProfile
{
    private static readonly ImmutableSortedDictionary<string, string> s_noTexts = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
    private static readonly ImmutableSortedDictionary<string, ReadForm> s_noForms = ImmutableSortedDictionary.Create<string, ReadForm>(StringComparer.Ordinal);
    private static readonly ImmutableSortedDictionary<string, VendorCode> s_noCodes = ImmutableSortedDictionary.Create<string, VendorCode>(StringComparer.Ordinal);
    private static readonly ImmutableSortedSet<string> s_noTypes = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A server of which nothing is known but what it says of itself.</summary>
    public static VendorProfile Generic { get; } = new() { Key = "generic", Name = "any FHIR R4 server" };

    /// <summary>Names the vendor, such as <c>epic</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Requests a minute, those for tokens among them, where the tenant file does not say; null for the bridge's own default.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Requests at the same time where the tenant file does not say; null for the bridge's own default.</summary>
    public int? RequestsInFlight { get; init; }

    /// <summary>An overloaded EHR names no time to wait, and its count begins again with each minute of the clock.</summary>
    public bool WaitsForTheMinute { get; init; }

    /// <summary>Entries a page that are asked for.</summary>
    public int PageSize { get; init; } = 200;

    /// <summary>The parameter that asks for them.</summary>
    public string PageParameter { get; init; } = "_count";

    /// <summary>Pages are counted anew each time, so that rows move between them while somebody works: a walk over several is believed once it repeats itself.</summary>
    public bool PagesShift { get; init; }

    /// <summary>Every range is asked with both of its ends.</summary>
    public bool ClosesRanges { get; init; }

    /// <summary>Months before the present one that a window of days of service covers.</summary>
    public int WindowMonths { get; init; } = 3;

    /// <summary>Parameters that go with every search, by name.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = s_noTexts;

    /// <summary>How all types are read; null leaves it to what the EHR says of itself.</summary>
    public ReadForm? Form { get; init; }

    /// <summary>How single types are read.</summary>
    public ImmutableSortedDictionary<string, ReadForm> Forms { get; init; } = s_noForms;

    /// <summary>Types that are not read though the EHR has them: it can be asked for them in no form of ours.</summary>
    public ImmutableSortedSet<string> NotRead { get; init; } = s_noTypes;

    /// <summary>Types that are written in a form of the vendor's own, and which.</summary>
    public ImmutableSortedDictionary<string, string> WriteForms { get; init; } = s_noTexts;

    /// <summary>What the vendor's own codes mean.</summary>
    public ImmutableSortedDictionary<string, VendorCode> Codes { get; init; } = s_noCodes;

    /// <summary>Whether one of an outcome's own codes means this.</summary>
    public bool Means(IEnumerable<string> codes, VendorCodeMeaning meaning)
    {
        foreach (var code in codes)
        {
            if (Codes.TryGetValue(code, out var known) && known.Meaning == meaning)
                return true;
        }

        return false;
    }
}
