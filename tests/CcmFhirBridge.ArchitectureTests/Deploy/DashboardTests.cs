using System.Text.Json;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The dashboard asks only for what the service shows, and loads without two panels in one place.</summary>
[Checks("grafana/ccm-bridge.json")]
public sealed partial class DashboardTests(ScrapedMetrics scraped) : IDisposable
{
    private const string DataSource = "${datasource}";

    private readonly JsonDocument _document = JsonDocument.Parse(Deployed.Text("grafana/ccm-bridge.json"));

    private JsonElement Root => _document.RootElement;

    private IReadOnlyList<JsonElement> Panels => [.. Root.GetProperty("panels").EnumerateArray()];

    private IReadOnlyList<JsonElement> Variables => [.. Root.GetProperty("templating").GetProperty("list").EnumerateArray()];

    public void Dispose() => _document.Dispose();

    [Fact]
    public void Every_panel_has_a_number_and_a_title_of_its_own()
    {
        Panels.Count.ShouldBeGreaterThan(10);
        Panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        Panels.Select(Title).ShouldBeUnique();
        Panels.Select(Title).ShouldAllBe(title => !string.IsNullOrWhiteSpace(title));
        Panels.Where(panel => !IsRow(panel)).ShouldAllBe(panel => panel.GetProperty("targets").GetArrayLength() > 0);
    }

    [Fact]
    public void Panels_lie_on_the_grid_and_none_over_another()
    {
        var taken = new Dictionary<(int X, int Y), string>();
        foreach (var panel in Panels)
        {
            var place = panel.GetProperty("gridPos");
            int Of(string name) => place.GetProperty(name).GetInt32();
            Of("x").ShouldBeGreaterThanOrEqualTo(0, Title(panel));
            (Of("x") + Of("w")).ShouldBeLessThanOrEqualTo(24, Title(panel));
            foreach (var cell in from x in Enumerable.Range(Of("x"), Of("w")) from y in Enumerable.Range(Of("y"), Of("h")) select (x, y))
                taken.TryAdd(cell, Title(panel)).ShouldBeTrue($"'{Title(panel)}' lies over '{taken[cell]}'");
        }
    }

    [Fact]
    public void Everything_asks_the_data_source_that_the_reader_chose()
    {
        Variables.Where(variable => Text(variable, "type") == "datasource").Select(variable => Text(variable, "name")).ShouldBe(["datasource"]);

        var askers = Panels.Where(panel => !IsRow(panel)).Concat(Targets().Select(target => target.Target))
            .Concat(Variables.Where(variable => Text(variable, "type") == "query"));
        askers.ShouldAllBe(asker => asker.GetProperty("datasource").GetProperty("uid").GetString() == DataSource);
    }

    [Fact]
    public void Every_variable_that_is_named_is_defined_and_every_one_defined_is_used()
    {
        var defined = Variables.Select(variable => Text(variable, "name")).ToList();
        var named = VariableName().Matches(Root.GetRawText()).Select(match => match.Groups["name"].Value)
            .Where(name => !name.StartsWith("__", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();

        defined.ShouldBeUnique();
        named.Order(StringComparer.Ordinal).ShouldBe(defined.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_expression_asks_for_what_the_service_shows()
    {
        var check = new PromQueryCheck(scraped);

        Targets().SelectMany(target => check.Problems(Text(target.Target, "expr")).Select(problem => $"'{target.Title}': {problem}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_legend_names_a_label_that_the_result_has()
    {
        var check = new PromQueryCheck(scraped);

        var wrong = from target in Targets()
                    from Match label in LegendLabel().Matches(Text(target.Target, "legendFormat"))
                    where !check.LabelsOfResult(Text(target.Target, "expr")).Contains(label.Groups["label"].Value, StringComparer.Ordinal)
                    select $"'{target.Title}': {label.Value}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_choice_is_filled_from_a_metric_that_has_its_label()
    {
        var check = new PromQueryCheck(scraped);
        foreach (var variable in Variables.Where(variable => Text(variable, "type") == "query"))
        {
            var query = LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!);
            query.Success.ShouldBeTrue(Text(variable, "name"));
            check.Problems(query.Groups["selector"].Value).ShouldBeEmpty();
            check.LabelsOfResult(query.Groups["selector"].Value).ShouldContain(query.Groups["label"].Value);
        }
    }

    [Fact]
    public void Everything_that_we_measure_has_a_panel()
    {
        var shown = Targets().SelectMany(target => PromQuery.Read(Text(target.Target, "expr")).Selectors).Select(selector => selector.Metric).ToList();

        scraped.Names.Where(name => name.StartsWith("ccm_", StringComparison.Ordinal))
            // Of a histogram the buckets are shown.
            .Where(name => !name.EndsWith("_sum", StringComparison.Ordinal) && !name.EndsWith("_count", StringComparison.Ordinal))
            .Except(shown, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private IEnumerable<(string Title, JsonElement Target)> Targets() => Panels.Where(panel => !IsRow(panel))
        .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => (Title(panel), target)));

    private static bool IsRow(JsonElement panel) => Text(panel, "type") == "row";

    private static string Title(JsonElement panel) => Text(panel, "title");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex(@"\$\{?(?<name>[A-Za-z_]\w*)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VariableName();

    [GeneratedRegex(@"\{\{\s*(?<label>\w+)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LegendLabel();

    [GeneratedRegex(@"^label_values\((?<selector>.+), *(?<label>\w+)\)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LabelValues();
}
