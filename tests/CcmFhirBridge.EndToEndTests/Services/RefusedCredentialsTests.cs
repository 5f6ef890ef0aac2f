using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Services;

public sealed class RefusedCredentialsTests
{
    [Fact]
    public async Task A_practice_whose_token_is_refused_twice_is_left_alone_until_somebody_resumes_it()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        var (refuses, refused) = (true, 0);
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => Volatile.Read(ref refuses) && context.Type == "Practitioner" && Interlocked.Increment(ref refused) > 0
            ? new FhirAnswer { Status = 401, Body = """{"resourceType":"OperationOutcome"}"""u8.ToArray() }
            : null));
        await using (var service = new InProcessService(bridge))
        {
            await Eventually.ShouldHoldAsync(() => Volatile.Read(ref refused) >= 2, "the first pass");
            await Eventually.ShouldHoldAsync(() => File.Exists(Homes.PauseFile.PathOf(bridge.Home, Bridge.Slug)), "the pause");
            refused.ShouldBe(4, "each pass asks once more with a fresh token");

            var status = (await bridge.RunAsync("status")).Out;
            status.ShouldContain("The EHR refused the bridge's credentials twice in a row");
            status.ShouldContain("ccm-bridge doctor --tenant lakeside");
            (await bridge.SyncAsync()).ShouldExit(2).Error.ShouldContain("by ccm-bridge (the EHR refused our credentials twice in a row)");

            Volatile.Write(ref refuses, false);
            (await bridge.RunAsync("tenant", "resume", Bridge.Slug)).ShouldExit(0);
            await Eventually.ShouldHoldAsync(() => ehr.Ours("Claim").Count == ehr.Bills && ehr.Ours("ChargeItem").Count == ehr.Lines, "the claims");
        }

        ehr.ShouldHoldEveryBillOnce();
    }
}
