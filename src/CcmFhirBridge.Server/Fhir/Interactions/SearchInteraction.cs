using CcmFhirBridge.Server.Door;
using CcmFhirBridge.Server.Fhir.Search;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>A search of one type, page by page. Whoever follows a link is let in, and all that is told authorised, as if it were the first page.</summary>
internal sealed class SearchInteraction(IServedType type)
{
    public async Task AnswerAsync(TenantCall call)
    {
        (call.Note.Interaction, call.Note.ResourceType) = ("search-type", type.Name);
        var parameters = await SearchParameters.OfAsync(call.Http);
        FhirFormats.Require(call.Http.Request);
        var (request, after) = await RequestAsync(call, parameters);
        var page = request.IsCountOnly ? new ServedPage([], Next: null) : await type.SearchAsync(call, request, after);
        var isWhole = !request.IsCountOnly && after is null && page.Next is null;
        var bundle = new BundleWriter(Bundle.BundleType.Searchset)
        {
            Total = isWhole ? page.Resources.Count : request.IsCountOnly || request.NeedsTotal ? await type.CountAsync(call, request) : null,
        };
        bundle.Link("self", Address(call, request.Query, parameters));
        if (page.Next is { } next)
            bundle.Link("next", Address(call, $"{PageCursor.Parameter}={(await CursorAsync(call)).Write(type.Name, request.Query, next)}", parameters));
        foreach (var resource in page.Resources)
            Add(call, bundle, request, resource, Bundle.SearchEntryMode.Match);
        foreach (var include in page.Resources.Count == 0 ? [] : request.Includes)
            await IncludeAsync(call, bundle, request, include, page);
        await FhirAnswer.WriteAsync(call.Http, bundle.Write());
    }

    private async Task IncludeAsync(TenantCall call, BundleWriter bundle, SearchRequest request, ServedInclude include, ServedPage page)
    {
        // What the caller may not search and read by itself is not told along with something else.
        if (!call.Caller.Scopes.Allows(include.Type, ScopeVerb.Read | ScopeVerb.Search))
            return;
        foreach (var resource in await type.IncludeAsync(call, include, page.Resources))
            Add(call, bundle, request, resource, Bundle.SearchEntryMode.Include);
    }

    private static void Add(TenantCall call, BundleWriter bundle, SearchRequest request, ServedResource resource, Bundle.SearchEntryMode mode)
    {
        resource.NoteIn(call.Note);
        bundle.Add(call.Base, resource with { Json = request.Excerpt.Of(resource.Json) }, mode);
    }

    private async Task<(SearchRequest Request, PagePosition? After)> RequestAsync(TenantCall call, List<KeyValuePair<string, string>> parameters)
    {
        var isStrict = SearchRequestReader.AsksStrictly(call.Http.Request);
        if (parameters.FirstOrDefault(static pair => pair.Key == PageCursor.Parameter) is not { Key: not null } page)
            return (new SearchRequestReader(type, call.Tenant.TimeZone, isStrict).Read(parameters), null);
        if (parameters.Any(static pair => pair.Key is not (PageCursor.Parameter or "_format" or "_pretty")) || parameters.Count(static pair => pair.Key == PageCursor.Parameter) > 1)
            throw FhirProblem.Invalid("A link to a page carries its search; nothing is added to it.", PageCursor.Parameter);
        var (query, after) = (await CursorAsync(call)).Read(type.Name, page.Value);
        return (new SearchRequestReader(type, call.Tenant.TimeZone, isStrict: false).Read(SearchParameters.Of(query)), after);
    }

    private string Address(TenantCall call, string query, List<KeyValuePair<string, string>> parameters)
    {
        // How it is written is not part of the search, and stays as it is from page to page.
        var formats = parameters.Where(static pair => pair.Key is "_format" or "_pretty").Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}");
        var all = string.Join('&', formats.Prepend(query).Where(static part => part.Length > 0));
        return all.Length == 0 ? $"{call.Base}/{type.Name}" : $"{call.Base}/{type.Name}?{all}";
    }

    private static async Task<PageCursor> CursorAsync(TenantCall call) =>
        new(call.Tenant.Slug, await call.Desk.Served.SecretAsync(PageCursor.Secret, call.Cancellation));
}
