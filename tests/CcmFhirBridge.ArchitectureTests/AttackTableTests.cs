using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests;

/// <summary>The table of attacks names tests that are there.</summary>
public sealed class AttackTableTests
{
    // Numbers of the list that concern what is built; each has a row.
    private static readonly int[] s_numbers = [.. Enumerable.Range(1, 45), 47, 48, .. Enumerable.Range(50, 25), 80, 81, 82, 84, .. Enumerable.Range(86, 20)];

    // Of them, those that an EHR can turn on who asks it.
    private static readonly int[] s_asClient = [1, 3, 5, 6, 7, .. Enumerable.Range(9, 6), 16, 18, 19, 20, .. Enumerable.Range(50, 22), 73];

    private static readonly Regex s_numbered = new(@"^\| (?<number>[0-9]+) \|", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);
    private static readonly Regex s_named = new(@"`(?<class>[A-Za-z]+(Tests|Behaviour))\.(?<method>\w+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Attacks.md"));
    private static readonly int s_client = Array.IndexOf(s_lines, "## As a client");
    private static readonly string[] s_rows = [.. s_lines.Where(line => s_numbered.IsMatch(line))];

    [Fact]
    public void Every_number_has_a_row()
    {
        NumbersOf(s_lines[..s_client]).ShouldBe(s_numbers);
        NumbersOf(s_lines[s_client..]).ShouldBe(s_asClient);
    }

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var sources = Repository.Files("*Tests.cs").Concat(Repository.Files("*Behaviour.cs"))
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal);
        var named = s_rows.SelectMany(row => s_named.Matches(row)).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value)).ToList();

        named.Count.ShouldBeGreaterThanOrEqualTo(s_numbers.Length + s_asClient.Length);
        named.Where(test => !sources[test.Class].Any(path => File.ReadAllText(path).Contains($" {test.Method}(", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<int> NumbersOf(IEnumerable<string> lines) => lines.Where(line => s_numbered.IsMatch(line))
        .Select(row => int.Parse(s_numbered.Match(row).Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
}
