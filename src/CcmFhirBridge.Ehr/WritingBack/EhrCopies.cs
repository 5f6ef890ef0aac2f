using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Ehr.Reading;
using CcmFhirBridge.Ehr.WritingBack.Vendors;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>
/// Looks for a resource of ours in the EHR, past every cache: by its identifier, by its patient where the EHR cannot search by
/// identifier, and by its id where the id is ours.
/// </summary>
internal sealed class EhrCopies(EhrSettings ehr, EhrGateway gateway, CapabilityStatements capabilities, BundleSearches searches)
{
    /// <summary>Every copy of it.</summary>
    /// <param name="resource">What is looked for.</param>
    /// <param name="ownId">Whether it may be there under an id of ours although the EHR does not say that it takes such ids.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EhrException">The EHR cannot be asked.</exception>
    public async Task<IReadOnlyList<EhrCopy>> FindAsync(OutboundResource resource, bool ownId, CancellationToken cancellation)
    {
        var known = await capabilities.GetAsync(cancellation);
        var search = Search(known, resource);
        var mayReadById = known.Types.TryGetValue(resource.ResourceType, out var type) && type.Read && (ownId || type.UpdateCreate);
        if (search is null && !mayReadById)
            throw gateway.Failures.Failure(EhrFailure.Protocol, "GET " + resource.ResourceType, "the EHR can be asked neither by identifier nor by patient, so nobody can tell what is there; set ehr.writeBack to off for this type");
        // By reference, so that the read and the search count one copy once.
        var copies = new SortedDictionary<string, EhrCopy>(StringComparer.Ordinal);
        var shown = new Shown();
        if (search is not null)
        {
            await foreach (var copy in SearchAsync(search, resource, shown, cancellation))
                copies[copy.Reference] = copy;
        }

        if (mayReadById && await ReadAsync(resource, resource.RevisionIdentifier.ToLowerInvariant(), shown, cancellation) is { } read)
            copies[read.Reference] = read;
        // A search may leave out what was taken back.
        if (VendorForms.Of(ehr, resource.ResourceType) is not null && resource.Reference is { } had && !copies.ContainsKey(had)
            && await ReadAsync(resource, Uri.EscapeDataString(had[(had.IndexOf('/', StringComparison.Ordinal) + 1)..]), shown, cancellation) is { } left)
        {
            copies[left.Reference] = left;
        }

        foreach (var offset in shown.Offsets.Where(offset => copies.TryGetValue(offset, out var copy) && !copy.Cancelled))
            copies.Remove(offset);
        return shown.Beside.Count == 0 ? [.. copies.Values] : [.. copies.Values.Select(copy => copy with { Beside = [.. shown.Beside] })];
    }

    private async IAsyncEnumerable<EhrCopy> SearchAsync(
        BundleSearch search, OutboundResource resource, Shown shown, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in searches.PagesAsync(search, cancellation))
        {
            // An answer that may lack something proves no absence.
            if (page.PossiblyIncomplete)
                throw gateway.Failures.Failure(EhrFailure.Protocol, search.Asked, "the EHR says that its answer may be incomplete, so nobody can tell whether the resource is there");
            foreach (var json in page.Resources)
            {
                if (Copy(json, resource, byIdentifierOnly: true, shown) is { } copy)
                    yield return copy;
            }
        }
    }

    private async Task<EhrCopy?> ReadAsync(OutboundResource resource, string id, Shown shown, CancellationToken cancellation)
    {
        var asked = "GET " + resource.ResourceType;
        var address = gateway.Origins.Below($"{resource.ResourceType}/{id}");
        using var answer = await gateway.GetAsync(address, asked, fresh: true, cancellation);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            return null;
        if (gateway.Failures.Of(answer, asked) is { } failure)
            throw failure;
        return Copy(answer.Body, resource, byIdentifierOnly: false, shown)
            ?? throw gateway.Failures.Failure(EhrFailure.Protocol, asked, "the answer is not the resource that was asked for");
    }

    private BundleSearch? Search(Capabilities known, OutboundResource resource)
    {
        var type = resource.ResourceType;
        if (!known.Offers(type))
            return null;
        var parameter = VendorForms.Of(ehr, type)?.Search(resource)
            ?? (known.SearchesBy(type, "identifier") || known.Types[type].SearchParameters.Count == 0
                ? $"identifier={Uri.EscapeDataString($"{IdentifierSystems.Of(type).Shared}|{resource.Identifier}")}"
            : known.SearchesBy(type, "patient") ? $"patient={Uri.EscapeDataString(resource.Patient)}"
            : known.SearchesBy(type, "subject") ? $"subject={Uri.EscapeDataString(resource.Patient)}"
            : null);
        return parameter is null ? null : new BundleSearch(type, gateway.Origins.Below($"{type}?{parameter}"), Fresh: true, AskedFilters.None);
    }

    private EhrCopy? Copy(ReadOnlyMemory<byte> json, OutboundResource resource, bool byIdentifierOnly, Shown shown)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (VendorForms.Of(ehr, resource.ResourceType) is { } form)
            {
                if (form.IsBeside(resource, root))
                    shown.Beside.Add($"{resource.ResourceType}/{root.Text("id")}");
                if (form.OffsetOf(root) is { } offset)
                    shown.Offsets.Add(offset);
                return form.Recognize(resource, root);
            }

            if (root.Text("resourceType") != resource.ResourceType || root.Text("id") is not { Length: > 0 } id)
                return null;
            var systems = IdentifierSystems.Of(resource.ResourceType);
            var revision = root.Items("identifier").FirstOrDefault(identifier => identifier.Text("system") == systems.Revision).Text("value");
            var isOurs = revision == resource.RevisionIdentifier
                || root.Items("identifier").Any(identifier => identifier.Text("system") == systems.Shared && identifier.Text("value") == resource.Identifier);
            if (byIdentifierOnly && !isOurs)
                return null;
            var version = root.TryGetProperty("meta", out var meta) ? meta.Text("versionId") : null;
            // The page's buffer is used again; a copy outlives it.
            return new EhrCopy($"{resource.ResourceType}/{id}", version, revision, IsCancelled(root.Text("status"), resource), json.ToArray());
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw gateway.Failures.Failure(EhrFailure.Protocol, "GET " + resource.ResourceType, "a resource of ours comes back damaged");
        }
    }

    // not-billable is how a charge that is not the filed output is sent; it is a correction only where it was sent otherwise.
    private static bool IsCancelled(string? status, OutboundResource resource) => status switch
    {
        "cancelled" or "entered-in-error" or "aborted" => true,
        "not-billable" => SentStatus(resource.Body) != "not-billable",
        _ => false,
    };

    // What the EHR shows beside the copies: what it made of the same create, and what offsets something of it.
    private sealed class Shown
    {
        public SortedSet<string> Beside { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Offsets { get; } = new(StringComparer.Ordinal);
    }

    private static string? SentStatus(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return null;
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Text("status");
    }
}
