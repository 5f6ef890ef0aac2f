using System.CommandLine;
using System.Reflection;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A call of <c>ccm-bridge</c> as something in deploy/ makes it, read by the command line of the program itself.</summary>
internal sealed class ProgramCall
{
    private static readonly RootCommand s_root = FindRoot();

    private readonly ParseResult _call;

    private ProgramCall(ParseResult call) => _call = call;

    public TimeSpan DrainTime => TimeSpan.FromSeconds(_call.GetValue<int>("--drain-time"));

    public string Urls => _call.GetValue<string>("--urls")!;

    public string? Home => _call.GetValue<string>("--home");

    public static ProgramCall Read(IEnumerable<string> arguments)
    {
        var call = s_root.Parse([.. arguments]);
        call.Errors.Select(error => error.Message).ShouldBeEmpty();
        call.CommandResult.Command.Name.ShouldBe("run");
        return new ProgramCall(call);
    }

    /// <summary>Options that <c>run</c> has, with those of every command.</summary>
    public static IReadOnlyCollection<string> OptionsOfRun() =>
        [.. s_root.Options.Concat(s_root.Subcommands.Single(command => command.Name == "run").Options).Select(option => option.Name)];

    /// <summary>Whether that can be called, such as <c>tenant pause</c>; <c>tenant</c> alone cannot.</summary>
    public static bool HasCommand(IEnumerable<string> words)
    {
        Command? at = s_root;
        foreach (var word in words)
            at = at?.Subcommands.FirstOrDefault(command => command.Name == word);
        return at is { Subcommands.Count: 0 };
    }

    /// <summary>The commands are nobody's business outside the program, so they are found by name.</summary>
    private static RootCommand FindRoot()
    {
        var program = Assembly.Load("ccm-bridge");
        object Call(string type, string method, params object[] arguments) =>
            program.GetType("CcmFhirBridge.Commands." + type, throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments)!;
        return (RootCommand)Call("BridgeCommands", "Root", Call("CommandEnvironment", "OfProcess"));
    }
}
