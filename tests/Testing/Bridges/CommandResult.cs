using System.Text.Json;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>How a call ended and what it printed where.</summary>
internal sealed record CommandResult(int Exit, string Out, string Error)
{
    public IReadOnlyList<string> Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as one JSON object a line.</summary>
    public IReadOnlyList<JsonElement> Json => [.. Lines.Select(line => JsonElement.Parse(line))];

    public CommandResult ShouldExit(int code)
    {
        Exit.ShouldBe(code, $"standard error:\n{Error}\nstandard output:\n{Out}");
        return this;
    }
}
