using CcmFhirBridge.Simulator.Quirks;
using CcmFhirBridge.Simulator.Servers;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>The EHR fails at the n-th write; after running again every claim is there exactly once, by the EHR's own history.</summary>
public sealed class FaultTests
{
    private static readonly string[] Faults = ["dropped after commit", "500 after commit", "500 before commit", "503"];
    private static readonly string[] Ehrs = ["update-as-create", "conditional-update", "transaction", "conditional-create", "plain-create", "whole bills"];

    public static TheoryData<string, string, int> Table()
    {
        var rows = new TheoryData<string, string, int>();
        foreach (var ehr in Ehrs)
        {
            foreach (var fault in Faults)
            {
                foreach (var write in ehr == "whole bills" ? (int[])[1, 3] : [1, 7, 18])
                    rows.Add(ehr, fault, write);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Every_claim_is_there_once_after_running_again(string kind, string fault, int write)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, options: OptionsOf(kind));
        bridge.WriteTenant(ehr.Yaml(("writeBack: { claim: auto, chargeItem: auto }", $"writeBack: {WriteBackOf(kind)}")));
        ehr.Ehr.Quirks.Add(QuirkOf(fault, new Aim(First: write)));

        var first = await bridge.CloseAsync();

        first.ShouldExit(3);
        var report = first.Json[^1];
        (report.GetProperty("unknown").GetInt32() + report.GetProperty("notSent").GetInt32()).ShouldBeInRange(1, kind == "whole bills" ? 3 : 1);
        await Reruns.UntilSettledAsync(bridge);
        ehr.ShouldHoldEveryBillOnce();
    }

    [Theory]
    [InlineData("dropped after commit")]
    [InlineData("500 after commit")]
    [InlineData("500 before commit")]
    [InlineData("503")]
    public async Task An_EHR_that_fails_at_every_write_of_a_run_is_found_out_by_the_next(string fault)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        var quirk = QuirkOf(fault, new Aim(Times: 10_000));
        ehr.Ehr.Quirks.Add(quirk);

        (await bridge.CloseAsync()).ShouldExit(3);

        ehr.Ehr.Quirks.Remove(quirk);
        await Reruns.UntilSettledAsync(bridge);
        ehr.ShouldHoldEveryBillOnce();
    }

    private static SimulatedEhrOptions OptionsOf(string kind) => kind switch
    {
        "update-as-create" => new(),
        "conditional-update" => new() { UpdateCreate = false },
        "plain-create" => new() { UpdateCreate = false, ConditionalUpdate = false, ConditionalCreate = false },
        _ => new() { UpdateCreate = false, ConditionalUpdate = false },
    };

    private static string WriteBackOf(string kind) => kind switch
    {
        "whole bills" => "{ claim: transaction, chargeItem: transaction }",
        // One type by another verb: each resource is a transaction of its own.
        "transaction" => "{ claim: transaction, chargeItem: conditional-create }",
        _ => "{ claim: auto, chargeItem: auto }",
    };

    private static IQuirk QuirkOf(string fault, Aim aim) => fault switch
    {
        "dropped after commit" => new DropAfterCommit(aim),
        "500 after commit" => new ErrorAfterCommit(aim),
        "500 before commit" => new ErrorBeforeCommit(aim),
        _ => new Unavailable(aim, "1"),
    };
}
