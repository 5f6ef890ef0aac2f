using System.Collections.Immutable;

namespace CcmFhirBridge.Configuration;

/// <summary>A configuration that is not used because something in it is wrong; all problems found are told together.</summary>
public sealed class ConfigurationException(ImmutableArray<ConfigurationProblem> problems)
    : Exception(string.Join('\n', problems))
{
    public ImmutableArray<ConfigurationProblem> Problems { get; } = problems;
}
