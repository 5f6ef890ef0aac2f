using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.RulePacks;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>
/// The rules that a month is decided by: a closed month keeps the pack that it was closed with, whatever pack the product has got since; every
/// other month goes by the one in use.
/// </summary>
/// <param name="current">The pack in use.</param>
/// <param name="months">Months, and the packs that were kept with them.</param>
/// <param name="read">Makes a pack of the content that was kept.</param>
public sealed class MonthRules(ShippedRulePack current, IMonthStore months, Func<ReadOnlyMemory<byte>, IRulePack> read)
{
    private readonly Dictionary<string, IRulePack> _kept = new(StringComparer.Ordinal);

    /// <summary>Version of the pack in use.</summary>
    public string Version => current.Pack.Version;

    /// <summary>Keeps the pack in use, so that what is decided by it can be decided again.</summary>
    public Task KeepAsync(CancellationToken cancellation) => months.KeepRulePackAsync(current.Pack.Version, current.Content, cancellation);

    /// <summary>The rules in force in the month, or null when none are: then it is held.</summary>
    /// <exception cref="StoreException">The month was closed with a pack that is no longer kept.</exception>
    public async Task<RulesInForce?> InForceAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var record = await months.FindAsync(month, cancellation);
        return record is { State: MonthState.Closed, RulePack: { } version } && version != current.Pack.Version
            ? (await KeptAsync(version, month, cancellation)).InForce(month)
            : current.Pack.InForce(month);
    }

    private async Task<IRulePack> KeptAsync(string version, ServiceMonth month, CancellationToken cancellation)
    {
        if (_kept.TryGetValue(version, out var known))
            return known;
        if (await months.RulePackAsync(version, cancellation) is not { } content)
            throw new StoreException(StoreFailure.Corrupt, $"{month} was closed with rule pack {version}, which is no longer kept. Restore a backup of the store.");
        return _kept[version] = read(content);
    }
}
