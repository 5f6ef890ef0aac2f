using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>A search to walk.</summary>
/// <param name="ResourceType">Type asked for.</param>
/// <param name="First">Address of its first page.</param>
/// <param name="Fresh">Past every cache.</param>
/// <param name="Filters">The filters that the address carries.</param>
internal sealed record BundleSearch(string ResourceType, Uri First, bool Fresh, AskedFilters Filters)
{
    /// <summary>The search in a message: never its query.</summary>
    public string Asked => "GET " + ResourceType;
}

/// <summary>Walks the pages of a search. While one is being taken the EHR works on the next: two are in memory at a time.</summary>
internal sealed class BundleSearches(EhrGateway gateway, VendorProfile profile, int mostPages = PageTrail.Most)
{
    // Types whose count was larger than what is there also at a second look: it would double every read, and is believed no more.
    private readonly ConcurrentDictionary<string, bool> _miscounted = new(StringComparer.Ordinal);

    /// <summary>
    /// All pages. A page's bytes are valid until the next one is taken. Where the EHR forgets the search, or shows less than it counts, the
    /// pages come once more from the first one: what reads them takes a resource that comes again for the same one.
    /// </summary>
    public async IAsyncEnumerable<ResourcePage> PagesAsync(BundleSearch search, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var trail = new PageTrail(search.First, mostPages);
        var restarted = false;
        var lookedTwice = false;
        var walks = profile.PagesShift && !search.Fresh ? new RepeatedWalks() : null;
        long seen = 0;
        long? counted = null;
        var address = search.First;
        var isFirst = true;
        await using var ahead = new PageAhead(gateway, search, cancellation);
        while (address is not null)
        {
            using var answer = await ahead.TakeAsync(address);
            var expired = !isFirst && answer.Status == HttpStatusCode.Gone;
            var bundle = expired ? null : Bundle(answer, search, isFirst, out expired);
            if (bundle is null || expired)
            {
                if (restarted)
                    throw gateway.Failures.Failure(EhrFailure.NotFound, search.Asked, "the EHR forgot the search while it was being paged, twice; read when it is less busy");
                (restarted, isFirst, trail, address, seen) = (true, true, new PageTrail(search.First, mostPages), search.First, 0);
                walks?.Forget();
                continue;
            }

            counted = isFirst ? bundle.Total : counted;
            seen += bundle.Resources.Count;
            // A page may lose an entry while what it shows is being changed. A second look finds it; what stays amiss is a count that is wrong.
            var isShort = bundle.Next is null && counted > seen;
            var looksAgain = isShort && !lookedTwice && !_miscounted.ContainsKey(search.ResourceType);
            if (isShort && lookedTwice)
                _miscounted[search.ResourceType] = true;
            var page = new PageFindings(search, bundle, isFirst, profile);
            var link = Follow(bundle, address, trail, page);
            walks?.Add(bundle.Resources);
            if (link.Address is null && !link.Refused && walks?.HasRepeated() == false && !looksAgain)
            {
                looksAgain = walks.MayGoOn;
                if (!looksAgain)
                    page.Incomplete("gap.pages-shift", "$.entry", "Rows moved between the pages each time they were read; read when the EHR is less busy.");
            }

            // What a first page shows may end the search, so the second is asked for only once somebody went on.
            if (!isFirst && !looksAgain && link.Address is { } next)
                ahead.Ask(next);
            yield return page.ToPage(isLast: link.Address is null && !link.Refused && !looksAgain) with { Date = answer.Date };
            if (link.Refused)
                throw gateway.Failures.Failure(EhrFailure.UnsafeLink, search.Asked, "the link to the next page leads outside ehr.baseUrl and was not followed; if the EHR pages from there, add that origin to ehr.allowedOrigins");
            (address, isFirst) = (link.Address, false);
            if (looksAgain)
                (lookedTwice, isFirst, trail, address, seen) = (isShort || lookedTwice, true, new PageTrail(search.First, mostPages), search.First, 0);
        }
    }

    private SearchsetPage? Bundle(EhrAnswer answer, BundleSearch search, bool isFirst, out bool expired)
    {
        if (!answer.IsSuccess && !isFirst && HasExpired(OutcomeIssues.Read(answer.Body)))
        {
            expired = true;
            return null;
        }

        if (gateway.Failures.Of(answer, search.Asked) is { } failure)
            throw failure;
        var bundle = Scan(answer, search);
        expired = !isFirst && HasExpired(bundle.Issues);
        if (expired)
            return null;
        if (bundle.HasTooManyEntries)
            throw gateway.Failures.Failure(EhrFailure.Protocol, search.Asked, $"more than {SearchsetScanner.MostEntries} entries on one page; the EHR ignores how many were asked for");
        if (bundle.ResourceType == "OperationOutcome")
            throw gateway.Failures.Failure(EhrFailure.Protocol, search.Asked, $"an OperationOutcome instead of a Bundle ({OutcomeIssues.Describe(bundle.Issues)})");
        if (bundle.ResourceType != "Bundle" || bundle.BundleType is not ("searchset" or "collection" or null))
            throw gateway.Failures.Failure(EhrFailure.Protocol, search.Asked, "the answer is not a Bundle of search results; look at ehr.baseUrl");
        return bundle;
    }

    private SearchsetPage Scan(EhrAnswer answer, BundleSearch search)
    {
        try
        {
            return SearchsetScanner.Scan(answer.Body);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            var place = broken is JsonException { LineNumber: { } line } json ? $" at line {line + 1}, byte {json.BytePositionInLine}" : "";
            // The parser's own words may quote the resource, so they stay behind.
            throw gateway.Failures.Failure(EhrFailure.Protocol, search.Asked, $"the Bundle is not readable JSON{place}: cut off or damaged");
        }
    }

    private NextLink Follow(SearchsetPage bundle, Uri current, PageTrail trail, PageFindings page)
    {
        if (bundle.Next is not { } written)
            return default;
        if (!gateway.Origins.TryResolve(written, current, out var next))
        {
            page.Incomplete("gap.next-link-unsafe", "$.link", "The next link leads outside the allowed origins; it was not followed.");
            return new NextLink(null, Refused: true);
        }

        if (trail.IsEndless)
        {
            page.Incomplete("gap.page-flood", "$.link", "There are more pages than the records of a practice can have: the search was stopped, and something may be missing.");
            return default;
        }

        if (trail.Visit(next) && !trail.GoesInCircles(bundle.Resources))
            return new NextLink(next, Refused: false);
        page.Incomplete("gap.page-loop", "$.link", "The pages lead back to where the search has been: it was stopped, and something may be missing.");
        return default;
    }

    private bool HasExpired(IReadOnlyList<OutcomeIssue>? issues) =>
        issues is not null && profile.Means(issues.SelectMany(issue => issue.Details), VendorCodeMeaning.SearchExpired);

    private readonly record struct NextLink(Uri? Address, bool Refused);
}
