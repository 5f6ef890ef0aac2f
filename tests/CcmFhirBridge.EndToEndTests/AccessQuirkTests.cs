using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>Quirks of doors: a token endpoint that refuses without a word, clocks that differ, tokens that are refused as soon as they are given.</summary>
public sealed class AccessQuirkTests
{
    [Fact]
    public async Task A_token_endpoint_that_refuses_without_a_word_is_asked_again_with_an_assertion_of_its_own()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        ehr.Ehr.Door!.BareRefusals = 2;

        (await bridge.CloseAsync()).Json[^1].GetProperty("settled").GetBoolean().ShouldBeTrue();

        ehr.ShouldHoldEveryBillOnce();
        ehr.Ehr.Door.BareRefusals.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_endpoint_that_always_refuses_without_a_word_is_told_and_left_alone()
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge);
        ehr.Ehr.Door!.BareRefusals = 100;

        (await bridge.SyncAsync()).ShouldExit(4).Error.ShouldContain("HTTP 400: the token endpoint refuses the request; look at ehr.auth");

        ehr.Ehr.Door.BareRefusals.ShouldBe(97);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public async Task A_door_whose_clock_is_two_minutes_off_lets_us_in(int minutes)
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { ClockAhead = TimeSpan.FromMinutes(minutes) });

        (await bridge.SyncAsync()).ShouldExit(0);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-4)]
    public async Task A_door_whose_clock_is_further_off_is_told_apart_from_a_wrong_key(int minutes)
    {
        using var bridge = new Bridge();
        bridge.Write("key", SignedEhr.NewKey("EC"));
        await using var ehr = await SignedEhr.StartAsync(bridge, options: door => door with { ClockAhead = TimeSpan.FromMinutes(minutes) });

        (await bridge.SyncAsync()).ShouldExit(4).Error.ShouldContain("clock and this machine's differ by 4 minutes");
    }
}
