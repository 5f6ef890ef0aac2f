using System.Globalization;
using System.Text;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Testing.Bridges;

/// <summary>
/// The product as somebody uses it: a folder with a home in it, a clock, and calls with their own standard output and error.
/// Everything is gone after the test.
/// </summary>
internal sealed class Bridge : IDisposable
{
    public const string Slug = "lakeside";
    public const string Month = "2026-04";

    /// <summary>08:00 in New York on the day from which April may be closed.</summary>
    public static readonly DateTimeOffset ClosingDay = DateTimeOffset.Parse("2026-05-05T12:00:00Z", CultureInfo.InvariantCulture);

    public Bridge(DateTimeOffset? now = null)
    {
        Clock = new SettableClock(now ?? ClosingDay);
        Home = new BridgeHome(System.IO.Path.Combine(Path, "home"));
    }

    /// <summary>The folder that calls are made from; the home lies in it.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("ccm-bridge-test-").FullName;

    public BridgeHome Home { get; }

    public SettableClock Clock { get; }

    public static ServiceMonth ServiceMonth { get; } = ServiceMonth.Parse(Month);

    /// <summary>Calls the product; the home of the folder is named by the environment.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(new StringWriter(), CancellationToken.None, arguments);

    /// <summary>Calls the product with a standard error that can be read while it runs.</summary>
    public async Task<CommandResult> RunAsync(TextWriter error, CancellationToken cancellation, params string[] arguments)
    {
        using var raw = new MemoryStream();
        await using var output = new StreamWriter(raw, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        var environment = new CommandEnvironment
        {
            Out = output,
            Error = TextWriter.Synchronized(error),
            RawOut = raw,
            Time = Clock,
            Folder = Path,
            Variable = name => name == "CCM_BRIDGE_HOME" ? Home.Path : null,
            ShowsProgress = false,
            Colour = false,
            User = "test",
        };
        var exit = await BridgeCommands.RunAsync(arguments, environment, cancellation);
        return new CommandResult(exit, Encoding.UTF8.GetString(raw.ToArray()), error.ToString()!);
    }

    /// <summary>Calls a command of one tenant and month with <c>--json</c>.</summary>
    public Task<CommandResult> CloseAsync(string tenant = Slug) => RunAsync("month", "close", "--tenant", tenant, "--month", Month, "--json");

    public Task<CommandResult> SyncAsync(string tenant = Slug, params string[] more) => RunAsync(["sync", "--tenant", tenant, "--json", .. more]);

    public string WriteTenant(string yaml, string slug = Slug)
    {
        Home.Create();
        File.WriteAllText(Home.TenantFile(slug), yaml);
        return Home.TenantFile(slug);
    }

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The tenant put together as the commands do it, to look at its store or to run one step.</summary>
    public Task<TenantSession> OpenAsync(string slug = Slug) =>
        TenantSession.OpenAsync(Home, TenantSelection.Load(Home, slug, Path, resolveSecrets: true), Clock, CancellationToken.None);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
