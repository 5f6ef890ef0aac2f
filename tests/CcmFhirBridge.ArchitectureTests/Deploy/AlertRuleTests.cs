using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Every alert rests on what the service shows, says what to do, and is proved to fire and to be silent.</summary>
[Checks("prometheus/alerts.yaml", "prometheus/alerts.test.yaml", "prometheus/prometheus.yaml", "runbooks.md")]
public sealed partial class AlertRuleTests(ScrapedMetrics scraped)
{
    private static readonly AlertRules s_rules = Deployed.Yaml<AlertRules>("prometheus/alerts.yaml");
    private static readonly AlertTests s_tests = Deployed.Yaml<AlertTests>("prometheus/alerts.test.yaml");

    private static readonly List<AlertRule> s_alerts = [.. s_rules.Groups.SelectMany(group => group.Rules)];

    [Fact]
    public void Every_alert_has_a_name_of_its_own()
    {
        s_alerts.Count.ShouldBeGreaterThan(10);
        s_alerts.Select(alert => alert.Alert).ShouldBeUnique();
        s_alerts.ShouldAllBe(alert => AlertName().IsMatch(alert.Alert));
        s_rules.Groups.Select(group => group.Name).ShouldBeUnique();
    }

    [Fact]
    public void No_alert_rests_on_a_single_sample() =>
        s_alerts.Where(alert => alert.For is null && !Window().IsMatch(alert.Expr)).Select(alert => alert.Alert)
            .ShouldBeEmpty("say 'for', or look back over a window such as [15m]");

    [Fact]
    public void Every_alert_says_how_urgent_it_is_and_what_to_do()
    {
        foreach (var alert in s_alerts)
        {
            alert.Labels.Keys.ShouldHaveSingleItem(alert.Alert).ShouldBe("severity");
            alert.Labels["severity"].ShouldBeOneOf(["page", "ticket", "info"], alert.Alert);
            alert.Annotations.Keys.ShouldBe(["summary", "action", "runbook"], ignoreOrder: true, customMessage: alert.Alert);
            alert.Annotations.Values.ShouldAllBe(text => text.Length > 10);
        }
    }

    [Fact]
    public void Every_alert_has_its_section_in_the_runbooks_and_every_section_its_alert()
    {
        var sections = Deployed.Text("runbooks.md").Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..].Trim()).ToList();

        sections.ShouldBeUnique();
        sections.ShouldBe(s_alerts.Select(alert => alert.Alert), ignoreOrder: true);
        s_alerts.Select(alert => alert.Annotations["runbook"])
            .ShouldBe(s_alerts.Select(alert => "deploy/runbooks.md#" + alert.Alert.ToLowerInvariant()));
    }

    [Fact]
    public void Every_expression_rests_on_what_the_service_shows()
    {
        var check = new PromQueryCheck(scraped);

        s_alerts.SelectMany(alert => check.Problems(alert.Expr).Select(problem => $"{alert.Alert}: {problem}")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_label_that_a_text_names_is_one_that_the_alert_has()
    {
        var check = new PromQueryCheck(scraped);

        var wrong = from alert in s_alerts
                    from text in alert.Annotations.Values
                    from Match label in TextLabel().Matches(text)
                    where !check.LabelsOfResult(alert.Expr).Contains(label.Groups["label"].Value, StringComparer.Ordinal)
                    select $"{alert.Alert}: {label.Value}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_is_proved_to_fire_and_to_be_silent()
    {
        s_tests.RuleFiles.ShouldBe(["alerts.yaml"]);
        var expectations = s_tests.Tests.SelectMany(test => test.AlertRuleTest).ToList();
        var names = s_alerts.Select(alert => alert.Alert).ToList();

        names.Except(expectations.Where(expectation => expectation.ExpAlerts.Count > 0).Select(expectation => expectation.Alert), StringComparer.Ordinal)
            .ShouldBeEmpty("let it fire in alerts.test.yaml");
        names.Except(expectations.Where(expectation => expectation.ExpAlerts.Count == 0).Select(expectation => expectation.Alert), StringComparer.Ordinal)
            .ShouldBeEmpty("let it be silent in alerts.test.yaml");
        expectations.Select(expectation => expectation.Alert).Except(names, StringComparer.Ordinal).ShouldBeEmpty("alerts that there are");
    }

    [Fact]
    public void Every_series_of_the_proofs_is_one_that_the_service_shows()
    {
        var check = new PromQueryCheck(scraped);

        s_tests.Tests.SelectMany(test => test.InputSeries).SelectMany(series => check.Problems(series.Series)).ShouldBeEmpty();
    }

    [Fact]
    public void The_example_settings_scrape_the_job_that_the_alerts_name_and_read_their_rules()
    {
        var settings = Deployed.Yaml<PrometheusSettings>("prometheus/prometheus.yaml");
        var jobs = s_alerts.SelectMany(alert => PromQuery.Read(alert.Expr).Selectors).SelectMany(selector => selector.Matchers)
            .Where(matcher => matcher.Label == "job").Select(matcher => matcher.Value).Distinct(StringComparer.Ordinal);

        settings.ScrapeConfigs.Select(scrape => scrape.JobName).ShouldBe(jobs);
        settings.ScrapeConfigs.Single().StaticConfigs.Single().Targets.ShouldBe(["127.0.0.1:8080"]);
        settings.RuleFiles.ShouldNotBeEmpty();
        settings.RuleFiles.ShouldAllBe(file => File.Exists(Deployed.PathOf("prometheus/" + file)));
    }

    [GeneratedRegex("^Ccm[A-Z][A-Za-z]+$", RegexOptions.NonBacktracking)]
    private static partial Regex AlertName();

    [GeneratedRegex(@"\[[0-9]+[smhd]\]", RegexOptions.NonBacktracking)]
    private static partial Regex Window();

    [GeneratedRegex(@"\$labels\.(?<label>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex TextLabel();
}
