using System.Collections.Immutable;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>
/// The rules that a month is decided by: a closed month keeps the pack and the payers' overlays that it was closed with, whatever the product
/// and the practice have got since; every other month goes by those in use.
/// </summary>
/// <param name="current">The pack in use.</param>
/// <param name="months">Months, and the packs that were kept with them.</param>
/// <param name="read">Makes a pack of the content that was kept.</param>
public sealed class MonthRules(ShippedRulePack current, IMonthStore months, Func<ReadOnlyMemory<byte>, IRulePack> read)
{
    private const char Between = ' ';

    private readonly Dictionary<string, IRulePack> _kept = new(StringComparer.Ordinal);

    /// <summary>Overlays of the practice's payers in use.</summary>
    public ImmutableArray<ShippedRulePack> Overlays { get; init; } = [];

    /// <summary>Versions of the pack and of the overlays in use; that of the pack alone where no payer has an overlay.</summary>
    public string Version => string.Join(Between, InUse.Select(static pack => pack.Pack.Version));

    /// <summary>The single versions of what <see cref="Version"/> says.</summary>
    public static string[] Versions(string version) => version.Split(Between);

    // The pack first, then the overlays by their versions, however the tenant file orders them.
    private IEnumerable<ShippedRulePack> InUse =>
        Overlays.DistinctBy(static overlay => overlay.Pack.Version).OrderBy(static overlay => overlay.Pack.Version, StringComparer.Ordinal).Prepend(current);

    /// <summary>Keeps the packs in use, so that what is decided by them can be decided again.</summary>
    public async Task KeepAsync(CancellationToken cancellation)
    {
        foreach (var (pack, content) in InUse)
            await months.KeepRulePackAsync(pack.Version, content, cancellation);
    }

    /// <summary>The rules in force in the month for every payer; a payer without rules, or all where none are in force, is held.</summary>
    /// <exception cref="StoreException">The month was closed with a pack that is no longer kept.</exception>
    public async Task<RulesByPayer> InForceAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var record = await months.FindAsync(month, cancellation);
        string[] versions = record is { State: MonthState.Closed, RulePack: { } kept }
            ? Versions(kept)
            : [.. InUse.Select(static pack => pack.Pack.Version)];
        var packs = new List<IRulePack>(versions.Length);
        foreach (var version in versions)
            packs.Add(InUse.FirstOrDefault(pack => pack.Pack.Version == version)?.Pack ?? await KeptAsync(version, month, cancellation));
        // An overlay that a closed month did not have stays away from it: its payer was held then, and is.
        return new RulesByPayer(
            packs[0].InForce(month),
            packs.Skip(1).ToImmutableDictionary(static pack => IdOf(pack.Version), pack => pack.InForce(month), StringComparer.Ordinal));
    }

    private static string IdOf(string version) => version.Split('@')[0];

    private async Task<IRulePack> KeptAsync(string version, ServiceMonth month, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(version, out var known))
            return known;
        if (await months.RulePackAsync(version, cancellation) is not { } content)
            throw new StoreException(StoreFailure.Corrupt, $"{month} was closed with rule pack {version}, which is no longer kept. Restore a backup of the store.");
        return _kept[version] = read(content);
    }
}
