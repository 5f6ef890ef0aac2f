using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Tours;

/// <summary>deploy/connecting.md is a transcript: its commands run as they stand, and what it shows beneath them is what they print.</summary>
public sealed class ConnectingGuideTests
{
    private const string Guide = "deploy/connecting.md";
    private const string Mark = "--- block ";

    private static readonly Regex s_port = new("127\\.0\\.0\\.1:[0-9]+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    [Fact]
    public async Task The_transcript_is_what_happens()
    {
        Assert.SkipWhen(TourShell.Missing() is not null, TourShell.Missing() ?? "");
        var blocks = TourBlock.Of(Guide);
        var script = new StringBuilder();
        foreach (var (at, block) in blocks.Index().Where(static each => each.Item.Language == "bash"))
            script.Append(CultureInfo.InvariantCulture, $"echo '{Mark}{at}'\n").Append(block.Text);
        using var bridge = new Bridge();

        var told = await new TourShell(bridge).RunAsync(script + "\nexit 0\n");

        told.Exit.ShouldBe(0, told.Error);
        var printed = told.Out.Split(Mark, StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(static part => int.Parse(part.Split('\n')[0], CultureInfo.InvariantCulture), static part => part[(part.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        var shown = 0;
        foreach (var (at, block) in blocks.Index().Where(static each => each.Item.Language == "text"))
        {
            s_port.Replace(printed[at - 1], "127.0.0.1:8090").ShouldBe(block.Text, $"what {Guide} shows beneath its block {at - 1}; the errors were\n{told.Error}");
            shown++;
        }

        shown.ShouldBeGreaterThan(3);
    }
}
