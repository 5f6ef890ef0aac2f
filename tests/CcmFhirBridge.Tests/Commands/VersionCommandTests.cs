using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class VersionCommandTests
{
    [Fact]
    public async Task It_names_the_engine_and_the_rule_pack_to_the_byte()
    {
        using var bridge = new Bridge();
        var pack = EmbeddedRulePacks.UsMedicareCcm().Version;

        var people = (await bridge.RunAsync("version")).ShouldExit(0);
        var machines = (await bridge.RunAsync("version", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();

        people.Lines.ShouldBe([$"ccm-bridge {machines.GetProperty("engine").GetString()}", $"rule pack {pack}"]);
        machines.GetProperty("rulePacks").EnumerateArray().Select(version => version.GetString()).ShouldBe([pack]);
        machines.GetProperty("engine").GetString().ShouldNotBeNullOrEmpty();
    }
}
