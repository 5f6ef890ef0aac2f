using System.Text.RegularExpressions;
using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed partial class DemoCommandTests
{
    [Fact]
    public async Task The_demo_shows_the_whole_job_and_agrees_with_the_generator()
    {
        using var bridge = new Bridge();

        var demo = (await bridge.RunAsync("demo")).ShouldExit(0);

        demo.Error.ShouldBeEmpty();
        demo.Lines[^1].ShouldBe("Everything agrees.");
        Directory.Exists(HomeOf(demo)).ShouldBeFalse("the temporary home is gone");
        Golden.ShouldMatchText(Scrub(demo.Out), "Demo");
    }

    [Fact]
    public async Task Another_seed_is_another_practice_and_agrees_as_well()
    {
        using var bridge = new Bridge();

        var demo = (await bridge.RunAsync("demo", "--patients", "70", "--seed", "2")).ShouldExit(0);

        demo.Lines[0].ShouldContain("70 patients, seed 2, month 2026-04.");
        demo.Lines[^1].ShouldBe("Everything agrees.");
    }

    [Fact]
    public async Task A_kept_home_can_be_looked_at_with_the_other_commands()
    {
        using var bridge = new Bridge();
        var demo = (await bridge.RunAsync("demo", "--patients", "12", "--keep")).ShouldExit(0);
        var home = HomeOf(demo);
        try
        {
            demo.Error.ShouldContain($"Kept {home}: try 'ccm-bridge month show --tenant lakeside --month {Bridge.Month} --home {home}'.");
            var show = (await bridge.RunAsync("month", "show", "--tenant", "lakeside", "--month", Bridge.Month, "--home", home, "--json")).ShouldExit(0);
            show.Json[0].GetProperty("state").GetString().ShouldBe("closed");
            show.Json[0].GetProperty("ledger").EnumerateObject().Select(state => state.Name).ShouldBe(["confirmed"]);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    public async Task A_practice_has_patients(string patients)
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("demo", "--patients", patients)).ShouldExit(2).ErrorLines.ShouldBe(["ccm-bridge: --patients takes a number of 1 or more."]);
    }

    [Fact]
    public async Task It_prints_for_people_and_says_where_JSON_is()
    {
        using var bridge = new Bridge();

        var demo = (await bridge.RunAsync("demo", "--json")).ShouldExit(2);

        demo.Out.ShouldBeEmpty();
        demo.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("ccm-bridge: demo prints for people and has no JSON.");
    }

    private static string HomeOf(CommandResult demo) => Home().Match(demo.Out).Value;

    // The port, the temporary folder and with them the hash of the tenant file and the break of one long line differ from run to run.
    private static string Scrub(string text)
    {
        text = Preamble().Replace(text, "Simulated EHR at (address), home (folder), clock standing at 2026-05-05 08:00 in America/New_York.\n");
        return Revision().Replace(text, "sha256:(revision)");
    }

    [GeneratedRegex("/[^ ,]*ccm-bridge-demo-[A-Za-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Home();

    [GeneratedRegex("Simulated EHR at http://127.0.0.1:[0-9]+/fhir, home [^ ]+, clock standing at[ \n]+2026-05-05[ \n]+08:00[ \n]+in[ \n]+America/New_York\\.[ ]*\n", RegexOptions.NonBacktracking)]
    private static partial Regex Preamble();

    [GeneratedRegex("sha256:[0-9a-f]{64}", RegexOptions.NonBacktracking)]
    private static partial Regex Revision();
}
