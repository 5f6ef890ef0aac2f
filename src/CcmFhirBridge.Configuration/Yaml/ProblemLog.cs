using System.Collections.Immutable;

namespace CcmFhirBridge.Configuration.Yaml;

/// <summary>Collects the problems of one file, so that its author sees them all at once.</summary>
internal sealed class ProblemLog(string file)
{
    private readonly List<ConfigurationProblem> _problems = [];

    public string File { get; } = file;

    public bool IsEmpty => _problems.Count == 0;

    public ImmutableArray<ConfigurationProblem> Problems => [.. _problems.OrderBy(problem => problem.Line)];

    public void Add(int line, string code, string message) => _problems.Add(new(File, line, code, message));
}
