using System.Globalization;
using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests;

/// <summary>The table of quirks of EHRs names tests that are there, and what it leaves open is known here.</summary>
public sealed class QuirkTableTests
{
    private const int Last = 55;

    /// <summary>Quirks without any test. Whoever closes one takes it out here and in the table.</summary>
    private static readonly int[] s_open = [];

    /// <summary>Quirks of which a part has no test; the table says which.</summary>
    private static readonly int[] s_openInPart = [];

    private static readonly Regex s_numbered = new(@"^\| (?<number>[0-9]+) \|", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    private static readonly Regex s_named = new(@"`(?<class>[A-Za-z]+(Tests|Behaviour))\.(?<method>\w+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private static readonly Row[] s_rows = [.. File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Quirks.md")).Where(line => s_numbered.IsMatch(line)).Select(Row.Of)];

    [Fact]
    public void Every_number_has_a_row() => s_rows.Select(row => row.Number).ShouldBe(Enumerable.Range(1, Last));

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var sources = Repository.Files("*.cs").ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);

        s_rows.SelectMany(row => row.Tests).Where(test => !sources[test.Class].Any(path => File.ReadAllText(path).Contains($" {test.Method}(", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_quirk_without_a_test_says_that_it_is_open()
    {
        s_rows.Where(row => row.Tests.Count == 0).Select(row => row.Number).ShouldBe(s_open);
        s_rows.Where(row => row.Open.Length > 0).Select(row => row.Number).ShouldBe(s_open.Concat(s_openInPart).Order());
    }

    private sealed record Row(int Number, IReadOnlyList<(string Class, string Method)> Tests, string Open)
    {
        public static Row Of(string line)
        {
            var cells = line.Split('|');
            return new Row(
                int.Parse(s_numbered.Match(line).Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                [.. s_named.Matches(line).Select(match => (match.Groups["class"].Value, match.Groups["method"].Value))],
                cells[^2].Trim());
        }
    }
}
