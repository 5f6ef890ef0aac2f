using System.CommandLine;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Commands;

/// <summary>What is wrong with a command line, a line each, with the word that was most likely meant.</summary>
internal static class ParseProblems
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        // Everything after a word that is no command is a consequence of it.
        if (parsed.UnmatchedTokens is [var first, ..] && !IsOption(first) && command.Subcommands.Count > 0)
            return [$"there is no command '{first}'{Meant(first, command.Subcommands.Select(sub => sub.Name))}"];
        if (parsed.UnmatchedTokens.FirstOrDefault(IsOption) is { } unknown)
            return [$"'{command.Name}' has no option '{unknown}'{Meant(unknown, Options(command).Concat(Options(parsed.RootCommandResult.Command)))}"];
        return parsed.Errors.Select(error => string.Join(' ', error.Message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries)));
    }

    private static bool IsOption(string token) => token.StartsWith('-');

    private static IEnumerable<string> Options(Command command) => command.Options.Select(option => option.Name);

    private static string Meant(string word, IEnumerable<string> candidates) =>
        NearestWord.Of(word, candidates) is { } nearest ? $". Did you mean '{nearest}'?" : ".";
}
