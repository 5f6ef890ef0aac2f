using System.Text.Json;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.WritingBack;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.Reconciling;

/// <summary>
/// Searches the EHR for everything under our identifier system, without a value. A server that does not know such a search shows too much,
/// which is left out here, or too little, which whoever asks has to find out.
/// </summary>
internal sealed class IdentifierInventory(EhrGateway gateway, CapabilityStatements capabilities, BundleSearches searches) : IEhrInventory
{
    private const int PageSize = 200;

    private readonly HoldingReader _reader = new(gateway.Origins);

    public async Task<EhrInventory> AllAsync(string resourceType, ServiceMonth month, CancellationToken cancellation)
    {
        var holdings = new List<EhrHolding>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var known = await capabilities.GetAsync(cancellation);
        if (!known.Offers(resourceType))
            return new EhrInventory(holdings, seen, "it offers no search for that type");
        if (!known.SearchesBy(resourceType, "identifier") && known.Types[resourceType].SearchParameters.Count > 0)
            return new EhrInventory(holdings, seen, "it does not search that type by identifier");

        var system = Uri.EscapeDataString(IdentifierSystems.Of(resourceType).Shared + "|");
        var search = new BundleSearch(resourceType, gateway.Origins.Below($"{resourceType}?identifier={system}&_count={PageSize}"), Fresh: true, AskedFilters.None);
        string? notAsked = null;
        try
        {
            await foreach (var page in searches.PagesAsync(search, cancellation))
            {
                if (page.PossiblyIncomplete)
                    notAsked = "it says, or its pages show, that its answer may be incomplete";
                foreach (var json in page.Resources)
                {
                    if (Holding(resourceType, json) is not { } holding)
                        continue;
                    seen.Add(holding.Copy.Reference);
                    if (holding.Month is null || holding.Month == month)
                        holdings.Add(holding);
                }
            }
        }
        catch (EhrException error) when (error.Failure is EhrFailure.Protocol or EhrFailure.UnsafeLink)
        {
            notAsked = error.Message.TrimEnd('.');
        }
        catch (JsonException)
        {
            notAsked = "a resource comes back damaged";
        }

        return new EhrInventory(holdings, seen, notAsked);
    }

    public EhrHolding Describe(string resourceType, EhrCopy copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        using var document = JsonDocument.Parse(copy.Json);
        var root = document.RootElement;
        return _reader.Read(resourceType, root, copy with { Cancelled = IsCancelled(root) });
    }

    private EhrHolding? Holding(string resourceType, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.Text("resourceType") != resourceType || root.Text("id") is not { Length: > 0 } id || !HoldingReader.IsOurs(resourceType, root))
            return null;
        var version = root.TryGetProperty("meta", out var meta) ? meta.Text("versionId") : null;
        // The page's buffer is used again; a copy outlives it.
        var copy = new EhrCopy($"{resourceType}/{id}", version, HoldingReader.Revision(resourceType, root), IsCancelled(root), json.ToArray());
        return _reader.Read(resourceType, root, copy);
    }

    // not-billable is how evidence is sent; where a charge became it later, its body says something else than was sent.
    private static bool IsCancelled(JsonElement root) => root.Text("status") is "cancelled" or "entered-in-error" or "aborted";
}
