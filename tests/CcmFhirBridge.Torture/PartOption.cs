using System.CommandLine;

namespace CcmFhirBridge.Torture;

/// <summary>How many of something one call does, instead of as many as its size says: with <c>--seed</c> a whole attack can be run in parts.</summary>
internal static class PartOption
{
    /// <summary>The option; it refuses what is no number from 1 on.</summary>
    /// <param name="name">The option's name, with its dashes.</param>
    /// <param name="what">What is counted.</param>
    public static Option<int?> Create(string name, string what)
    {
        var option = new Option<int?>(name) { Description = $"How many {what}, instead of those of the size; with --seed a whole attack can be run in parts.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var many) || many < 1))
                result.AddError($"{name} takes a number from 1 on.");
        });
        return option;
    }
}
