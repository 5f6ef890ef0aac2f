using System.Globalization;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>Reads an EHR by paged searches, a type at a time.</summary>
internal sealed class FhirReader(
    EhrSettings ehr, TimeProvider time, EhrGateway gateway, CapabilityStatements capabilities, BundleSearches searches) : IEhrReader
{
    private const string LastUpdated = "_lastUpdated";

    // Servers cap it as they like; a page of this size stays at a few megabytes.
    private const int PageSize = 200;

    public async Task<bool> OffersChangesAsync(string resourceType, CancellationToken cancellation)
    {
        if (ehr.SyncMode == SyncMode.Full)
            return false;
        var known = await capabilities.GetAsync(cancellation);
        return known.Offers(resourceType) && (ehr.SyncMode == SyncMode.LastUpdated || known.SearchesBy(resourceType, LastUpdated));
    }

    public async Task<bool> OffersAsync(string resourceType, CancellationToken cancellation) =>
        (await capabilities.GetAsync(cancellation)).Offers(resourceType);

    public async IAsyncEnumerable<ResourcePage> ReadAsync(
        ResourceQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var search = await SearchAsync(query, cancellation);
        await foreach (var page in searches.PagesAsync(search, cancellation))
            yield return page;
    }

    private async Task<BundleSearch> SearchAsync(ResourceQuery query, CancellationToken cancellation)
    {
        var type = query.ResourceType;
        if (type.Length == 0 || !type.All(char.IsAsciiLetter))
            throw new ArgumentException("A FHIR type is letters only.", nameof(query));
        var known = await capabilities.GetAsync(cancellation);
        var parameters = new List<string> { string.Create(CultureInfo.InvariantCulture, $"_count={PageSize}") };
        var filters = new List<string>();
        if (query.UpdatedSince is { } since && await OffersChangesAsync(type, cancellation))
        {
            filters.Add(LastUpdated);
            parameters.AddRange(Range(LastUpdated, Instant(since), Instant(time.GetUtcNow().AddDays(1))));
        }

        if (query.ServicesSince is { } day && ServiceDateParameter(type) is { } parameter && known.SearchesBy(type, parameter))
        {
            filters.Add(parameter);
            // The EHR tells days by a zone of its own, so the range starts a day early; too much does no harm.
            parameters.AddRange(Range(parameter, Day(day.AddDays(-1)), Day(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddYears(1))));
        }

        if (type == "PractitionerRole" && IncludesPractitioner(known))
            parameters.Add("_include=PractitionerRole:practitioner");
        return new BundleSearch(type, gateway.Origins.Below($"{type}?{string.Join('&', parameters)}"), Fresh: false, filters);
    }

    private static string? ServiceDateParameter(string type) => type switch
    {
        "Encounter" or "Procedure" => "date",
        "Claim" => "created",
        "ChargeItem" => "occurrence",
        _ => null,
    };

    private static bool IncludesPractitioner(Capabilities known) =>
        !known.Types.TryGetValue("PractitionerRole", out var role)
        || role.Includes.Count == 0
        || role.Includes.Contains("PractitionerRole:practitioner")
        || role.Includes.Contains("*");

    // Oracle Health refuses a range without an end.
    private IEnumerable<string> Range(string name, string from, string to)
    {
        yield return $"{name}=ge{Uri.EscapeDataString(from)}";
        if (ehr.Vendor == "oracle")
            yield return $"{name}=lt{Uri.EscapeDataString(to)}";
    }

    // Cut to the millisecond, downwards: an instant that the server writes with more digits is still included.
    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
