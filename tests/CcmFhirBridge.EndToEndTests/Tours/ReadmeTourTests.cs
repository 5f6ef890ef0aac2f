using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.EndToEndTests.Operations;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Tours;

/// <summary>The tour of README.md does what it says, line by line, on a machine that has nothing but what it names.</summary>
public sealed class ReadmeTourTests
{
    [Fact]
    public async Task The_tour_runs_as_it_stands()
    {
        Assert.SkipWhen(TourShell.Missing() is not null, TourShell.Missing() ?? "");
        using var bridge = new Bridge();
        var shell = new TourShell(bridge);

        var told = await shell.RunAsync(string.Concat(TourBlock.Of("README.md", "## Tour").Where(static block => block.Language == "bash").Select(static block => block.Text)) + "\nexit 0\n");

        told.Exit.ShouldBe(0, told.Error);
        shell.Ended().ShouldBe(
        [
            "tenant new 0", "tenant check 0", "sync --tenant 0", "month close 3", "release --tenant 3",
            "client keys 0", "client add 0", "client list 0", "client token 0", "audit verify 0",
        ], told.Error);
        var answers = told.Out.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => new FhirReply(default, JsonElement.Parse(line), null)).ToList();
        answers.Select(static answer => answer.Body.GetProperty("resourceType").GetString())
            .ShouldBe(["CapabilityStatement", "Bundle", "Parameters", "Parameters", "Encounter", "Parameters", "Encounter", "Parameters", "Parameters"], told.Out);
        var claim = answers[1].Body.GetProperty("entry").EnumerateArray().ShouldHaveSingleItem().GetProperty("resource");
        (claim.GetProperty("resourceType").GetString(), claim.GetProperty("status").GetString()).ShouldBe(("Claim", "active"));
        (answers[2].Value("outcome"), answers[2].Value("monthState"), answers[2].Value("patient")).ShouldBe(("bill", "closed", claim.GetProperty("patient").GetProperty("reference").GetString()));
        (Seconds(answers[5]) - Seconds(answers[3])).ShouldBe(900);
        answers[5].Parts("line").Count.ShouldBe(answers[3].Parts("line").Count + 1);
        answers[6].Body.GetProperty("status").GetString().ShouldBe("entered-in-error");
        Seconds(answers[7]).ShouldBe(Seconds(answers[3]));
        answers[8].Value("status").ShouldBe("accepted");
        answers[8].Value("claim")!.ToLowerInvariant().ShouldBe(claim.GetProperty("id").GetString());
    }

    private static int Seconds(FhirReply minutes) => int.Parse(minutes.Value("clinicalStaff")!, CultureInfo.InvariantCulture);
}
