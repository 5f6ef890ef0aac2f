using System.Collections.Immutable;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.RulePacks;

/// <summary>The files of a pack's tables of amounts: <c>fees/rvu-DAY.yaml</c>, <c>fees/gpci-DAY.yaml</c> and <c>fees/payment.yaml</c>.</summary>
internal sealed record FeeFiles(ImmutableArray<PackFile> RelativeValues, ImmutableArray<PackFile> Localities, PackFile? Payment)
{
    public const string RelativeValuesPrefix = "fees/rvu-";
    public const string LocalitiesPrefix = "fees/gpci-";
    public const string PaymentFile = "fees/payment.yaml";

    /// <summary>Every file that is there.</summary>
    public IEnumerable<PackFile> All => RelativeValues.Concat(Localities).Concat(Payment is null ? [] : [Payment]);

    /// <summary>Whether a file of a pack is one of these.</summary>
    public static bool Knows(string name) => name == PaymentFile
        || name.StartsWith(RelativeValuesPrefix, StringComparison.Ordinal) || name.StartsWith(LocalitiesPrefix, StringComparison.Ordinal);

    /// <summary>The files, read and of the right shape; problems are in <paramref name="logs"/>.</summary>
    public static FeeFiles Read(IReadOnlyDictionary<string, byte[]> files, List<ProblemLog> logs) => new(
        Named(files, RelativeValuesPrefix, FeeShapes.RelativeValues, logs),
        Named(files, LocalitiesPrefix, FeeShapes.Localities, logs),
        files.ContainsKey(PaymentFile) ? PackFile.Read(files, PaymentFile, FeeShapes.Payment, logs) : null);

    private static ImmutableArray<PackFile> Named(IReadOnlyDictionary<string, byte[]> files, string prefix, MapShape shape, List<ProblemLog> logs) =>
    [
        .. files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => PackFile.Read(files, name, shape, logs)).OfType<PackFile>(),
    ];
}
