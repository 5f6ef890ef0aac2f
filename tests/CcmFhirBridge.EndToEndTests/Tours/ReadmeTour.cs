using System.Runtime.CompilerServices;
using System.Text;

namespace CcmFhirBridge.EndToEndTests.Tours;

/// <summary>The lines of the tour as they stand in README.md.</summary>
internal static class ReadmeTour
{
    private const string Heading = "## Tour";
    private const string Fence = "```";

    /// <summary>All bash blocks of the section, one after the other.</summary>
    public static string Script([CallerFilePath] string here = "")
    {
        var script = new StringBuilder();
        var isTour = false;
        var isBlock = false;
        foreach (var line in File.ReadLines(Path.Combine(RootAbove(here), "README.md")))
        {
            if (!isBlock && line.StartsWith("## ", StringComparison.Ordinal))
                isTour = line == Heading;
            else if (isTour && line.StartsWith(Fence, StringComparison.Ordinal))
                isBlock = !isBlock && line == Fence + "bash";
            else if (isTour && isBlock)
                script.Append(line).Append('\n');
        }

        return script.ToString();
    }

    private static string RootAbove(string file)
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "CcmFhirBridge.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No CcmFhirBridge.sln above {file}.");
    }
}
