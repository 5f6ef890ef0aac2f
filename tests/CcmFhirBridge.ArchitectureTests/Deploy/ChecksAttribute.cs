using System.IO.Enumeration;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Says which files of deploy/ a test class reads; a star stands for anything, folders included.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ChecksAttribute(params string[] patterns) : Attribute
{
    public IReadOnlyList<string> Patterns => patterns;

    public static bool Matches(string pattern, string file) => FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false);
}
