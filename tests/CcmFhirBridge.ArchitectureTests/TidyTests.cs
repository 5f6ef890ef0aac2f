using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests;

/// <summary>The repository polices itself: budgets, leftovers, and what may never be committed.</summary>
public sealed partial class TidyTests
{
    private static readonly string[] RootEntries = ["CcmFhirBridge.sln", "README.md", "deploy", "fhir-profiles", "src", "tests"];

    [Fact]
    public void The_root_shows_exactly_what_the_design_lists()
    {
        var shown = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(entry => Path.GetFileName(entry)!)
            .Where(name => name[0] != '.' && name is not ("artifacts" or "ccm-home"))
            .Order(StringComparer.Ordinal);

        shown.ShouldBe(RootEntries);
    }

    [Fact]
    public void No_source_file_is_longer_than_its_budget()
    {
        var tooLong = Repository.Files("*.cs")
            .Select(file => (File: Repository.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(entry => entry.Lines > (entry.File.StartsWith("tests/", StringComparison.Ordinal) ? 500 : 400))
            .Select(entry => $"{entry.File}: {entry.Lines} lines");

        tooLong.ShouldBeEmpty("split by noun; the budget is 400 lines, 500 in tests");
    }

    [Fact]
    public void Source_files_stay_small_as_a_whole()
    {
        var lines = Repository.Files("*.cs")
            .Where(file => Repository.Relative(file).StartsWith("src/", StringComparison.Ordinal))
            .Select(file => File.ReadLines(file).Count()).Order().ToArray();

        lines[lines.Length / 2].ShouldBeLessThanOrEqualTo(100, "median");
        lines[lines.Length * 9 / 10].ShouldBeLessThanOrEqualTo(250, "p90");
    }

    [Fact]
    public void No_leftover_markers_stand_in_the_tree() =>
        Matches(LeftoverMarker(), "*.cs", "*.yaml", "*.csproj", "*.sh", "*.props").ShouldBeEmpty();

    [Fact]
    public void No_calendar_year_stands_in_code() =>
        Matches(YearLiteral(), "*.cs").Where(hit => hit.StartsWith("src/", StringComparison.Ordinal))
            .Where(hit => !CommentLine().IsMatch(hit))
            .ShouldBeEmpty("years are data: they belong in the rule packs");

    [Fact]
    public void Nothing_names_a_package_registry_or_a_path_of_one_machine() =>
        Matches(MachineOrRegistry(), "*.cs", "*.md", "*.yaml", "*.json", "*.sh", "*.props", "*.csproj", "*.txt")
            .Where(hit => !hit.StartsWith("tests/CcmFhirBridge.ArchitectureTests/", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void No_type_hides_behind_a_name_that_says_nothing() =>
        Matches(EmptyName(), "*.cs").Where(hit => hit.StartsWith("src/", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_test_class_is_named_after_what_it_tests() =>
        Repository.Files("*.cs")
            .Where(file => Repository.Relative(file).StartsWith("tests/", StringComparison.Ordinal))
            .Where(file => FactAttribute().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Where(name => !name.Contains("Test", StringComparison.Ordinal) && !name.EndsWith("Behaviour", StringComparison.Ordinal)
                && !name.Contains("Behaviour.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static IEnumerable<string> Matches(Regex pattern, params string[] files) =>
        Repository.Files(files).SelectMany(file => File.ReadLines(file)
            .Select((line, index) => (line, index))
            .Where(entry => pattern.IsMatch(entry.line))
            .Select(entry => $"{Repository.Relative(file)}:{entry.index + 1}: {entry.line.Trim()}"))
            .Where(hit => !hit.StartsWith("tests/CcmFhirBridge.ArchitectureTests/TidyTests.cs", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LeftoverMarker();

    // A four-digit year of this century as a literal, be it a number or a date in a string; 2048 is a buffer size.
    [GeneratedRegex(@"(^|[^0-9A-Za-z#_.])20([0-3][0-9]|4[0-79])([^0-9A-Za-z_]|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex YearLiteral();

    [GeneratedRegex(@"^[^:]+:\d+: //", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"nuget\.org|npmjs\.(org|com)|/work/(main|trees|shared)|/root/\.", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex MachineOrRegistry();

    [GeneratedRegex(@"\b(class|record|struct|interface) [A-Za-z]*(Manager|Helper|Util|Utils|Processor)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\[(Fact|Theory)\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FactAttribute();
}
