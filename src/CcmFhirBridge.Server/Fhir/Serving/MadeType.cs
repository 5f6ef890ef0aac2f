using CcmFhirBridge.Server.Fhir.Search;

namespace CcmFhirBridge.Server.Fhir.Serving;

/// <summary>A type whose resources are made when somebody asks, out of what is stored: of each there is the version of now and no other.</summary>
internal abstract class MadeType : IServedType
{
    public abstract string Name { get; }

    public string? Profile => null;

    public abstract IReadOnlyList<ServedParameter> Parameters { get; }

    public virtual IReadOnlyList<string> Sorts => [];

    public IReadOnlyList<ServedInclude> Includes => [];

    public abstract Task<ServedResource?> ReadAsync(TenantCall call, string id);

    public async Task<ServedResource?> ReadVersionAsync(TenantCall call, string id, long version) => await ReadAsync(call, id) is { } read && read.Version == version ? read : null;

    public async Task<IReadOnlyList<ServedResource>> HistoryAsync(TenantCall call, string id) => await ReadAsync(call, id) is { } read ? [read] : [];

    public abstract Task<ServedPage> SearchAsync(TenantCall call, SearchRequest request, PagePosition? after);

    public abstract Task<long> CountAsync(TenantCall call, SearchRequest request);

    public Task<IReadOnlyList<ServedResource>> IncludeAsync(TenantCall call, ServedInclude include, IReadOnlyList<ServedResource> page) =>
        Task.FromResult<IReadOnlyList<ServedResource>>([]);

    /// <summary>Ids that <c>_id</c> asks for; null when nothing narrows them down.</summary>
    protected static IReadOnlyList<string>? Ids(SearchRequest request) => request.Criteria.OfType<TokenCriterion>().FirstOrDefault(static criterion => criterion is { Name: "_id", IsNot: false }) is { } asked
        ? [.. asked.Values.Where(static value => value.System is null && value.Code is not null).Select(static value => value.Code!).Distinct(StringComparer.Ordinal)]
        : null;

    /// <summary>Counts page by page.</summary>
    protected async Task<long> CountByPagesAsync(TenantCall call, SearchRequest request)
    {
        var count = 0L;
        PagePosition? after = null;
        do
        {
            var page = await SearchAsync(call, request with { Count = SearchRequest.MostCount }, after);
            (count, after) = (count + page.Resources.Count, page.Next);
        }
        while (after is not null);
        return count;
    }
}
