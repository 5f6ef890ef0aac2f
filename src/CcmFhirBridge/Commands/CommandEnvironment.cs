namespace CcmFhirBridge.Commands;

/// <summary>Everything that a command takes from the outside, so that a test can give it something else.</summary>
internal sealed record CommandEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Stream RawOut { get; init; }

    public required TimeProvider Time { get; init; }

    public required string Folder { get; init; }

    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether standard error is a terminal: only then progress is shown.</summary>
    public required bool ShowsProgress { get; init; }

    /// <summary>Whether standard output is a terminal that takes colour.</summary>
    public required bool Colour { get; init; }

    /// <summary>Name under which a person's decision is recorded.</summary>
    public required string User { get; init; }

    /// <summary>A path as the caller meant it: relative to the folder of the call.</summary>
    public string PathOf(string path) => Path.Combine(Folder, path);

    public static CommandEnvironment OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        RawOut = Console.OpenStandardOutput(),
        Time = TimeProvider.System,
        Folder = Environment.CurrentDirectory,
        Variable = Environment.GetEnvironmentVariable,
        ShowsProgress = !Console.IsErrorRedirected,
        Colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        User = Environment.UserName,
    };
}
