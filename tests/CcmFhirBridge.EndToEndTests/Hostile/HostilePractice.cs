using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Hostile;

/// <summary>A practice whose EHR turns on the bridge, and a trap that must stay empty.</summary>
internal sealed class HostilePractice : IAsyncDisposable
{
    private HostilePractice(PracticeEhr ehr, Bridge bridge, TrapListener trap) => (Ehr, Bridge, Trap) = (ehr, bridge, trap);

    public Bridge Bridge { get; }

    public PracticeEhr Ehr { get; }

    public TrapListener Trap { get; }

    public string TrapAddress => $"http://127.0.0.1:{Trap.Port}";

    public static async Task<HostilePractice> StartAsync(SimulatedEhrOptions? options = null, Func<string, int, string>? rewrite = null)
    {
        var bridge = new Bridge();
        var trap = new TrapListener();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: options, rewrite: rewrite is null ? null : text => rewrite(text, trap.Port));
        bridge.WriteTenant(ehr.Yaml());
        return new HostilePractice(ehr, bridge, trap);
    }

    /// <summary>Reads while the EHR does its worst: an error that names what to look at, nothing that it said, and in good time.</summary>
    public async Task<string> ShouldBeRefusedAsync(IQuirk attack, string words, string because)
    {
        Ehr.Ehr.Quirks.Add(attack);
        var refused = (await Bridge.SyncAsync()).ShouldExit(4);
        Ehr.Ehr.Quirks.Remove(attack);
        refused.Error.ShouldContain(words, customMessage: because);
        refused.Error.Length.ShouldBeLessThan(2_000, because);
        ShouldTellNothing(refused.Out + refused.Error, because);
        return refused.Error;
    }

    /// <summary>What came of the attack is over: the month closes, every bill is there once, and nobody came by the trap.</summary>
    public async Task ShouldGoOnAsync()
    {
        Ehr.Ehr.Quirks.Clear();
        (await Bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();
        Ehr.ShouldHoldEveryBillOnce();
        Trap.Connections.ShouldBe(0);
    }

    public static void ShouldTellNothing(string told, string because)
    {
        told.ShouldNotContain("Jane Roe", customMessage: because);
        told.ShouldNotContain("   at CcmFhirBridge", customMessage: because);
    }

    public async ValueTask DisposeAsync()
    {
        await Ehr.DisposeAsync();
        Bridge.Dispose();
        await Trap.DisposeAsync();
    }
}
