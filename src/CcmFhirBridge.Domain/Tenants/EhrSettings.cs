using System.Collections.Immutable;

namespace CcmFhirBridge.Domain.Tenants;

/// <summary>How the practice's EHR is reached and read.</summary>
public sealed record EhrSettings
{
    private static readonly ImmutableSortedDictionary<string, ReadForm> s_noForms = ImmutableSortedDictionary.Create<string, ReadForm>(StringComparer.Ordinal);

    /// <summary>FHIR base URL without a trailing slash.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>What is known of the product behind the base URL, with what the tenant file says instead.</summary>
    public VendorProfile Profile { get; init; } = VendorProfile.Generic;

    /// <summary>Vendor key; <c>generic</c> by default.</summary>
    public string Vendor => Profile.Key;

    /// <summary>Which patients are read.</summary>
    public Population Population { get; init; } = Population.Search;

    /// <summary>Months of Encounters and Claims that are read before the first month that may still be billed.</summary>
    public int HistoryMonths { get; init; } = 13;

    /// <summary>Origins besides the base URL that links may point to.</summary>
    public ImmutableArray<Uri> AllowedOrigins { get; init; } = [];

    /// <summary>Requests a minute.</summary>
    public int RequestsPerMinute { get; init; } = 240;

    /// <summary>Requests at the same time.</summary>
    public int RequestsInFlight { get; init; } = 4;

    /// <summary>Searches that are walked at the same time by the word of the tenant file; null for as many as requests.</summary>
    public int? ReadsAtOnce { get; init; }

    /// <summary>Searches that are walked at the same time: never more than requests, by whoever's word those are limited.</summary>
    public int ReadsInFlight => Math.Min(ReadsAtOnce ?? RequestsInFlight, RequestsInFlight);

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How the bridge identifies itself.</summary>
    public EhrAuthorization Authorization { get; init; } = EhrAuthorization.None;

    /// <summary>How all types are read by the word of the tenant file; null leaves it to the vendor's profile and to what the EHR says of itself.</summary>
    public ReadForm? ReadForm { get; init; }

    /// <summary>How single types are read by the word of the tenant file.</summary>
    public ImmutableSortedDictionary<string, ReadForm> ReadForms { get; init; } = s_noForms;

    /// <summary>Types of <see cref="EhrTypes.OnDemand"/> that are read besides, because the tenant's mapping says what stands in them.</summary>
    public ImmutableArray<string> AlsoRead { get; init; } = [];

    /// <summary>The types that are read, in order.</summary>
    public ImmutableArray<string> Types => AlsoRead.IsEmpty ? EhrTypes.InOrder : [.. EhrTypes.InOrder, .. AlsoRead];

    /// <summary>Time between two syncs.</summary>
    public TimeSpan SyncEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether and how Claims are written to the EHR.</summary>
    public WriteBackMode WriteClaim { get; init; } = WriteBackMode.Auto;

    /// <summary>Whether and how ChargeItems are written to the EHR.</summary>
    public WriteBackMode WriteChargeItem { get; init; } = WriteBackMode.Auto;

    /// <summary>How Oracle Health names charges; null elsewhere.</summary>
    public BillCodes? BillCodes { get; init; }

    /// <summary><c>Patient/id</c> of a patient who is nobody, on whom writing may be tried out; null when there is none.</summary>
    public string? TestPatient { get; init; }

    /// <summary>What is kept of requests and answers.</summary>
    public JournalSettings Journal { get; init; } = new();

    /// <summary>Whether and how a type is written; what is neither Claim nor ChargeItem never is.</summary>
    public WriteBackMode WriteBackOf(string resourceType) => resourceType switch
    {
        "Claim" => WriteClaim,
        "ChargeItem" => WriteChargeItem,
        _ => WriteBackMode.Off,
    };
}

/// <summary>A secret that never prints itself.</summary>
public sealed class SecretValue(string value)
{
    /// <summary>The secret, for the one place that sends it.</summary>
    public string Reveal() => value;

    /// <summary>Never the secret.</summary>
    public override string ToString() => "***";
}
