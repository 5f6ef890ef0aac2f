using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests;

/// <summary>Every crash point is reached by some code, under a name of its own; whether a process comes there is asked by the crash suite.</summary>
public sealed partial class CrashPointTests
{
    private const string File = "src/CcmFhirBridge.Pipeline/CrashPoints/CrashPoint.cs";

    private static readonly IReadOnlyList<(string Name, string Value)> s_points =
    [
        .. Constant().Matches(System.IO.File.ReadAllText(Path.Combine(Repository.Root, File)))
            .Select(match => (match.Groups["name"].Value, match.Groups["value"].Value)).Where(point => point.Item1 != "Listener"),
    ];

    [Fact]
    public void There_are_at_least_the_forty_that_are_promised() => s_points.Count.ShouldBeGreaterThanOrEqualTo(40);

    [Fact]
    public void Names_are_unique_and_say_their_step() =>
        s_points.GroupBy(point => point.Value, StringComparer.Ordinal).Where(group => group.Count() > 1 || !StepName().IsMatch(group.Key)).ShouldBeEmpty();

    [Fact]
    public void Each_one_is_reached_by_the_product()
    {
        var reached = Repository.Files("*.cs").Where(file => Repository.Relative(file).StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => Reached().Matches(System.IO.File.ReadAllText(file))).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        s_points.Select(point => point.Name).Except(reached, StringComparer.Ordinal).ShouldBeEmpty("nothing dies where nobody comes");
    }

    [Fact]
    public void Nobody_in_the_product_listens() =>
        Repository.Files("*.cs").Where(file => Repository.Relative(file).StartsWith("src/", StringComparison.Ordinal))
            .Where(file => System.IO.File.ReadAllText(file).Contains("AllListeners", StringComparison.Ordinal)).Select(Repository.Relative).ShouldBeEmpty();

    [GeneratedRegex("public const string (?<name>[A-Za-z]+) = \"(?<value>[^\"]+)\";", RegexOptions.NonBacktracking)]
    private static partial Regex Constant();

    [GeneratedRegex(@"CrashPoint\.Reach\(CrashPoint\.(?<name>[A-Za-z]+)\)", RegexOptions.NonBacktracking)]
    private static partial Regex Reached();

    [GeneratedRegex("^[a-z]+\\.[a-z]+(-[a-z]+)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StepName();
}
