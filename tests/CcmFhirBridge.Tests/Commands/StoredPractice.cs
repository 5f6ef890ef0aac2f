using System.Text.RegularExpressions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>A practice with every story, read once into a store; its tests change nothing.</summary>
public sealed partial class StoredPractice : IAsyncLifetime
{
    internal Bridge Bridge { get; } = new();

    internal PracticeEhr Ehr { get; private set; } = null!;

    internal CommandResult Sync { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Ehr = await PracticeEhr.StartAsync(Bridge.Clock);
        Bridge.WriteTenant(Ehr.Yaml());
        Sync = (await Bridge.SyncAsync()).ShouldExit(0);
    }

    internal string PatientOf(string scenario) => Ehr.Practice.Truth.First(truth => truth.Scenario == scenario).Patient;

    /// <summary>The tenant file names the port, so its hash differs from run to run; the pack's hash and the text around them stay.</summary>
    internal string Scrub(string text) => Revision().Replace(text, "sha256:(revision)");

    public async ValueTask DisposeAsync()
    {
        await Ehr.DisposeAsync();
        Bridge.Dispose();
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex Revision();
}
