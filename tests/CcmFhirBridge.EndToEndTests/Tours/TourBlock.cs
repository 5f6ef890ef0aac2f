using System.Runtime.CompilerServices;
using System.Text;

namespace CcmFhirBridge.EndToEndTests.Tours;

/// <summary>A block of lines between fences, as it stands in a document of the repository.</summary>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Text">The lines, each with its end.</param>
internal sealed record TourBlock(string Language, string Text)
{
    private const string Fence = "```";

    /// <summary>All blocks of a document, or of one section of it.</summary>
    /// <param name="path">From the root of the repository.</param>
    /// <param name="heading">The heading of the section; null for the whole document.</param>
    /// <param name="here">Where this file lies.</param>
    public static IReadOnlyList<TourBlock> Of(string path, string? heading = null, [CallerFilePath] string here = "")
    {
        var blocks = new List<TourBlock>();
        StringBuilder? block = null;
        var (isMeant, language) = (heading is null, "");
        foreach (var line in File.ReadLines(Path.Combine(RootAbove(here), path)))
        {
            if (block is null && heading is not null && line.StartsWith("## ", StringComparison.Ordinal))
                isMeant = line == heading;
            else if (isMeant && line.StartsWith(Fence, StringComparison.Ordinal) && block is null)
                (block, language) = (new StringBuilder(), line[Fence.Length..]);
            else if (line == Fence && block is not null)
            {
                blocks.Add(new TourBlock(language, block.ToString()));
                block = null;
            }
            else
                block?.Append(line).Append('\n');
        }

        return blocks;
    }

    private static string RootAbove(string file)
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "CcmFhirBridge.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No CcmFhirBridge.sln above {file}.");
    }
}
