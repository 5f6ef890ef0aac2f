namespace CcmFhirBridge.Configuration;

/// <summary>One thing that is wrong in a file that people write.</summary>
/// <param name="File">File name without its folder, or the relative name inside a rule pack.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Code">Stable code, such as <c>yaml.unknown-key</c>; never reused.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record ConfigurationProblem(string File, int Line, string Code, string Message)
{
    public override string ToString() => $"{File}:{Line}: {Message}";
}
