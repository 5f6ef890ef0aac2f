using System.Collections.Immutable;
using System.Globalization;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>Checks that several kinds of pack files share.</summary>
internal static class PackChecks
{
    public static void Sources(PackFile file, int line, ImmutableArray<string> sources, string name, IReadOnlySet<string> citations)
    {
        if (sources.IsEmpty)
            file.Log.Add(line, "pack.no-source", $"'{name}' names no source. Add the id of a citation.");
        foreach (var source in sources.Where(source => !citations.Contains(source)))
        {
            var nearest = Yaml.NearestWord.Of(source, citations);
            file.Log.Add(line, "pack.unknown-citation", $"'{name}' names the source '{source}', which citations.yaml does not have. {(nearest is null ? "Add it there." : $"Did you mean '{nearest}'?")}");
        }
    }

    /// <summary>A file that was checked for less time than the pack answers for would lend its old values to later months.</summary>
    public static void Verified(PackFile file, DateOnly packThrough)
    {
        var through = Day(file.Root.Text("verified_through")!);
        if (through < packThrough)
            file.Log.Add(file.Root.LineOf("verified_through"), "pack.stale", $"verified through {through:yyyy-MM-dd}, but the pack answers until {packThrough:yyyy-MM-dd}. Check the values again and move the day, or shorten the pack.");
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
