using YamlDotNet.Serialization;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A file of alert rules, as Prometheus reads it.</summary>
internal sealed record AlertRules
{
    public List<AlertGroup> Groups { get; init; } = [];
}

/// <summary>Rules that are evaluated one after the other.</summary>
internal sealed record AlertGroup
{
    public string Name { get; init; } = "";

    public List<AlertRule> Rules { get; init; } = [];
}

/// <summary>One alert.</summary>
internal sealed record AlertRule
{
    public string Alert { get; init; } = "";

    public string Expr { get; init; } = "";

    public string? For { get; init; }

    public Dictionary<string, string> Labels { get; init; } = [];

    public Dictionary<string, string> Annotations { get; init; } = [];
}

/// <summary>A file of tests of alert rules, as promtool reads it.</summary>
internal sealed record AlertTests
{
    public List<string> RuleFiles { get; init; } = [];

    public string EvaluationInterval { get; init; } = "";

    public List<AlertTest> Tests { get; init; } = [];
}

/// <summary>Series, and what the rules make of them.</summary>
internal sealed record AlertTest
{
    public string Name { get; init; } = "";

    public string Interval { get; init; } = "";

    public List<AlertSeries> InputSeries { get; init; } = [];

    public List<AlertExpectation> AlertRuleTest { get; init; } = [];
}

/// <summary>One series and its values.</summary>
internal sealed record AlertSeries
{
    public string Series { get; init; } = "";

    public string Values { get; init; } = "";
}

/// <summary>What stands of one alert at one time.</summary>
internal sealed record AlertExpectation
{
    public string EvalTime { get; init; } = "";

    [YamlMember(Alias = "alertname", ApplyNamingConventions = false)]
    public string Alert { get; init; } = "";

    public List<ExpectedAlert> ExpAlerts { get; init; } = [];
}

/// <summary>An alert that stands.</summary>
internal sealed record ExpectedAlert
{
    public Dictionary<string, string> ExpLabels { get; init; } = [];

    public Dictionary<string, string> ExpAnnotations { get; init; } = [];
}

/// <summary>The settings of Prometheus, as far as the example has them.</summary>
internal sealed record PrometheusSettings
{
    public Dictionary<string, string> Global { get; init; } = [];

    public List<string> RuleFiles { get; init; } = [];

    public List<ScrapeSettings> ScrapeConfigs { get; init; } = [];
}

/// <summary>What is scraped, and as which job.</summary>
internal sealed record ScrapeSettings
{
    public string JobName { get; init; } = "";

    public List<ScrapeTargets> StaticConfigs { get; init; } = [];
}

/// <summary>Addresses.</summary>
internal sealed record ScrapeTargets
{
    public List<string> Targets { get; init; } = [];
}
