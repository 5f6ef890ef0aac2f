using System.Text.RegularExpressions;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>What the instructions name is there, and the check that they lead to is one of the gates.</summary>
[Checks("README.md", "connecting.md", "check")]
public sealed partial class ReadmeTests
{
    private static readonly string s_readme = Deployed.Text("README.md");

    // What the instructions have somebody make.
    private static readonly string[] s_madeByTheReader = ["deploy/container/tenants", "deploy/kubernetes/overlays/mine"];

    public static TheoryData<string> Texts => ["README.md", "runbooks.md", "prometheus/alerts.yaml"];

    /// <summary>These, and the transcript, of which a test runs each command.</summary>
    public static TheoryData<string> Documents => ["README.md", "runbooks.md", "prometheus/alerts.yaml", "connecting.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_something(string text) =>
        Link().Matches(Deployed.Text(text)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.StartsWith("https:", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(Deployed.PathOf(text))!, target.Split('#')[0])))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_of_the_repository_that_is_named_is_there(string text) =>
        RepositoryPath().Matches(Deployed.Text(text)).Select(match => match.Value)
            .Where(path => !s_madeByTheReader.Any(made => path.StartsWith(made, StringComparison.Ordinal)))
            .Where(path => !Path.Exists(Path.Combine(Repository.Root, path)))
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_command_that_is_named_is_one_of_the_program(string text)
    {
        var commands = Command().Matches(Deployed.Text(text)).Where(match => !match.Groups["other"].Success).Select(match => match.Groups["words"].Value).ToList();

        commands.ShouldNotBeEmpty();
        commands.Where(command => !IsCommand(command.Split(' '))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_is_explained() =>
        Deployed.Files.Where(file => file.Contains('/', StringComparison.Ordinal)).Select(file => file.Split('/')[0]).Distinct(StringComparer.Ordinal)
            .Where(folder => !s_readme.Contains($"]({folder}", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Both_halves_of_the_check_are_explained_and_are_gates()
    {
        var gate = File.ReadAllText(Path.Combine(Repository.Root, ".ci", "run"));
        foreach (var mode in CheckMode().Matches(Deployed.Text("check")).Select(match => match.Groups["mode"].Value))
        {
            s_readme.ShouldContain($"deploy/check {mode}");
            gate.ShouldContain($"deploy/check {mode}");
        }
    }

    /// <summary>The words up to the first that is no command are one; what follows is an argument.</summary>
    private static bool IsCommand(string[] words) => ProgramCall.HasCommand(words) || (words.Length > 1 && ProgramCall.HasCommand(words[..^1]));

    [GeneratedRegex(@"\]\((?<target>[^)]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(deploy|src|tests|fhir-profiles)/[\w./-]*\w", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryPath();

    // After -n it is a namespace, and compose and systemd call their service by the same name.
    [GeneratedRegex(@"(?<other>(-n|exec|enable --now|-u) )?\bccm-bridge (?<words>[a-z]+( [a-z]+)?)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Command();

    [GeneratedRegex(@"(?m)^  (?<mode>[a-z]+)\)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex CheckMode();
}
