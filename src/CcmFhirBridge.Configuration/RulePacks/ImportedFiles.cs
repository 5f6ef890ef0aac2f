using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>
/// The files of a pack that come from Medicare's and AHRQ's published lists and not from this product: <c>edits/mue-DAY.yaml</c>,
/// <c>edits/ptp.yaml</c>, <c>edits/aoc.yaml</c>, <c>lists/ccir.yaml</c> and <c>lists/ccw.yaml</c>. All of them may be missing.
/// </summary>
internal sealed record ImportedFiles(ImmutableArray<PackFile> UnlikelyUnits, PackFile? Pairs, PackFile? AddOns, PackFile? Indicator, PackFile? Warehouse)
{
    public const string UnlikelyUnitsPrefix = "edits/mue-";
    public const string PairsFile = "edits/ptp.yaml";
    public const string AddOnsFile = "edits/aoc.yaml";
    public const string IndicatorFile = "lists/ccir.yaml";
    public const string WarehouseFile = "lists/ccw.yaml";

    /// <summary>Every file that is there.</summary>
    public IEnumerable<PackFile> All => [.. UnlikelyUnits, .. new[] { Pairs, AddOns, Indicator, Warehouse }.OfType<PackFile>()];

    /// <summary>Whether a file of a pack is one of these.</summary>
    public static bool Knows(string name) => name is PairsFile or AddOnsFile or IndicatorFile or WarehouseFile || name.StartsWith(UnlikelyUnitsPrefix, StringComparison.Ordinal);

    /// <summary>The files, read and of the right shape; problems are in <paramref name="logs"/>.</summary>
    public static ImportedFiles Read(IReadOnlyDictionary<string, byte[]> files, List<ProblemLog> logs)
    {
        return new ImportedFiles(
            [
                .. files.Keys.Where(name => name.StartsWith(UnlikelyUnitsPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                    .Select(name => PackFile.Read(files, name, ImportedShapes.UnlikelyUnits, logs)).OfType<PackFile>(),
            ],
            One(PairsFile, ImportedShapes.Pairs),
            One(AddOnsFile, ImportedShapes.AddOns),
            One(IndicatorFile, ImportedShapes.Indicator),
            One(WarehouseFile, ImportedShapes.Warehouse));

        PackFile? One(string name, MapShape shape) => files.ContainsKey(name) ? PackFile.Read(files, name, shape, logs) : null;
    }
}
