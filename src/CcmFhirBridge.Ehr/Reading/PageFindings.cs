using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>What a page's frame says about its completeness.</summary>
internal sealed class PageFindings
{
    // Beside these, a self link with our filters' names tells what the server understood; any other name is a cursor and tells nothing.
    private static readonly string[] PlainParameters = ["_count", "_format", "_total", "_sort", "_summary", "_include", "_pretty"];

    private readonly BundleSearch _search;
    private readonly SearchsetPage _bundle;
    private readonly VendorProfile _profile;
    private readonly List<RecordGap> _gaps = [];
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);
    private bool _incomplete;

    public PageFindings(BundleSearch search, SearchsetPage bundle, bool isFirst, VendorProfile profile)
    {
        (_search, _bundle, _profile) = (search, bundle, profile);
        if (bundle.BundleType == "collection")
            Note("gap.bundle-type", "$.type", "The EHR answers a search with a collection; it was read as search results.");
        foreach (var position in bundle.EmptyEntries)
            Incomplete("gap.entry-without-resource", $"$.entry[{position}]", "An entry carries no resource: the EHR withheld it or the page is damaged.");
        foreach (var issue in bundle.Issues.Where(SaysIncomplete))
            Incomplete("gap.server-says-incomplete", "$.entry", $"The EHR says that the results may be incomplete ({OutcomeIssues.Describe([issue], profile)}).");
        if (isFirst)
            CompareSelfLink();
    }

    /// <summary>A gap, after which the month must not close on this read.</summary>
    public void Incomplete(string code, string path, string message)
    {
        _incomplete = true;
        Note(code, path, message);
    }

    public ResourcePage ToPage(bool isLast) => new(_search.ResourceType, _bundle.Resources, _incomplete, _gaps)
    {
        IsLast = isLast,
        IgnoresChanges = IsIgnored(_search.Filters.Changes),
        IgnoresDays = IsIgnored(_search.Filters.Days),
        IgnoresPatient = IsIgnored(_search.Filters.Patient),
    };

    private bool IsIgnored(string? filter) => filter is not null && _ignored.Contains(filter);

    private void Note(string code, string path, string message) => _gaps.Add(new RecordGap(code, null, path, message));

    private bool SaysIncomplete(OutcomeIssue issue) =>
        issue.IsError
        || (issue.Severity == "warning" && issue.Code == "incomplete")
        || _profile.Means(issue.Details, VendorCodeMeaning.Incomplete)
        || _profile.Means(issue.Details, VendorCodeMeaning.Withheld);

    // A filter that the server dropped gives too much, never too little, so it is a note.
    private void CompareSelfLink()
    {
        var query = _bundle.Self?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? _bundle.Self[(at + 1)..] : null;
        if (_bundle.Self is null || !IsSearchOfType(_bundle.Self))
            return;
        var names = (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(parameter => Uri.UnescapeDataString(parameter.Split('=', ':')[0]))
            .ToHashSet(StringComparer.Ordinal);
        var filters = _search.Filters;
        if (names.Any(name => !PlainParameters.Contains(name, StringComparer.Ordinal) && !filters.Plain.Contains(name) && !filters.Names.Contains(name)))
            return;
        foreach (var ignored in filters.Names.Where(filter => !names.Contains(filter)))
        {
            _ignored.Add(ignored);
            Note("gap.filter-ignored", "$.link", $"The EHR ignored the filter {ignored}: everything was read instead.");
        }
    }

    private bool IsSearchOfType(string self) =>
        self.Split('?', '#')[0].TrimEnd('/').EndsWith("/" + _search.ResourceType, StringComparison.Ordinal);
}
