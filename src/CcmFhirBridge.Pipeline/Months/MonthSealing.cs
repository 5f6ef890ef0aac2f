using System.Collections.Immutable;
using System.Security.Cryptography;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.Months;

/// <summary>Seals what a month was decided by and what was planned for it, and finds out whether it is still so.</summary>
public sealed class MonthSealing(IMonthStore months, IAssessmentStore assessments, IBillingLedger ledger, TimeProvider time)
{
    /// <summary>The month's chain, once all that was sealed is found as it was.</summary>
    /// <exception cref="LedgerIntegrityException">Something was changed beside the bridge.</exception>
    public async Task<MonthChain> RequireWholeAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var (chain, broken) = await CheckAsync(month, cancellation);
        if (!broken.IsEmpty)
        {
            throw new LedgerIntegrityException(
                $"{month} is not as it was sealed: {string.Join(' ', broken)} Somebody changed the store beside the bridge: nothing of the month is planned until a backup is restored.");
        }

        return chain;
    }

    /// <summary>The chain, and what is not as it was sealed.</summary>
    /// <exception cref="LedgerIntegrityException">A link cannot be read.</exception>
    public async Task<(MonthChain Chain, ImmutableArray<string> Broken)> CheckAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var record = await months.FindAsync(month, cancellation);
        var chain = MonthChain.Of(await months.ChainAsync(month, cancellation));
        // Another owner may have sealed, closed or reopened it between the two.
        for (var again = await months.FindAsync(month, cancellation); again != record; again = await months.FindAsync(month, cancellation))
        {
            record = again;
            chain = MonthChain.Of(await months.ChainAsync(month, cancellation));
        }

        if (chain.Links.Count == 0)
            return (chain, record.Seal is null ? [] : ["Its chain of seals is gone."]);
        var kept = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var version in chain.Events.SelectMany(said => said.Packs).Select(pack => pack.Version).Distinct(StringComparer.Ordinal))
            kept[version] = await HashAsync(version, cancellation);
        var entries = await ledger.MonthAsync(month, cancellation);
        var broken = chain.Broken(record, entries, kept, await OtherIdsAsync(chain.UnderAnotherId(entries), cancellation));
        return (chain, [.. broken, .. await ledger.BrokenHistoriesAsync(month, cancellation)]);
    }

    // A merge gives a person another id, and says so beside the ledger.
    private async Task<HashSet<string>> OtherIdsAsync(IEnumerable<LedgerEntry> moved, CancellationToken cancellation)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in moved.DistinctBy(entry => entry.Patient, StringComparer.Ordinal))
        {
            if (await ledger.FindPersonAsync(entry.Patient, cancellation) == entry.Slot.Person)
                known.Add(entry.Patient);
        }

        return known;
    }

    /// <summary>Seals a closed month: whole when it was closed, else what was planned since. The same again changes nothing.</summary>
    public async Task SealAsync(ServiceMonth month, CancellationToken cancellation)
    {
        var record = await months.FindAsync(month, cancellation);
        if (record.State != MonthState.Closed)
            return;
        var chain = MonthChain.Of(await months.ChainAsync(month, cancellation));
        var entries = await ledger.MonthAsync(month, cancellation);
        var said = chain.IsSealed ? await AddedAsync(month, chain, entries, cancellation) : await ClosedAsync(record, entries, cancellation);
        if (said is null)
            return;
        var link = MonthLink.Of(month, chain.Seal, said);
        // Whoever closed, reopened or sealed it meanwhile has the word; the next pass looks again.
        await months.AppendAsync(record, record with { Seal = link.Seal }, link, cancellation);
    }

    private async Task<MonthEvent> ClosedAsync(MonthRecord record, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        var packs = ImmutableArray.CreateBuilder<SealedPack>();
        foreach (var version in record.RulePack is { } versions ? MonthRules.Versions(versions) : [])
            packs.Add(new SealedPack(version, await HashAsync(version, cancellation) ?? ""));
        return new MonthEvent
        {
            Step = MonthStep.Closed,
            At = record.ClosedAt ?? time.GetUtcNow(),
            Reason = record.Reason,
            ReadStartedAt = record.ReadStartedAt,
            Zone = record.Zone,
            TenantRevision = record.TenantRevision,
            Engine = record.Engine,
            Packs = packs.ToImmutable(),
            Entries = [.. entries.Select(SealedEntry.Of)],
            Assessments = [.. (await assessments.ListAsync(record.Month, cancellation)).Select(SealedAssessment.Of)],
        };
    }

    private async Task<MonthEvent?> AddedAsync(ServiceMonth month, MonthChain chain, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        var added = chain.NotSealed(entries).ToList();
        if (added.Count == 0)
            return null;
        var decided = new List<SealedAssessment>();
        foreach (var patient in added.Select(entry => entry.Patient).Distinct(StringComparer.Ordinal))
        {
            if (await assessments.FindAsync(patient, month, cancellation) is { } assessment)
                decided.Add(SealedAssessment.Of(assessment));
        }

        return new MonthEvent
        {
            Step = MonthStep.Added,
            At = time.GetUtcNow(),
            Entries = [.. added.Select(SealedEntry.Of)],
            Assessments = [.. decided],
        };
    }

    private async Task<string?> HashAsync(string version, CancellationToken cancellation) =>
        await months.RulePackAsync(version, cancellation) is { } content ? Convert.ToHexStringLower(SHA256.HashData(content.Span)) : null;
}
