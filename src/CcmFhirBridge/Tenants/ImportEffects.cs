using System.Collections.Immutable;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Outputs;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Tenants;

/// <summary>What lists would change in a month of a practice that is not closed.</summary>
/// <param name="Tenant">Slug.</param>
/// <param name="Month">Service month.</param>
/// <param name="Patients">Patients who were assessed by both packs.</param>
/// <param name="Outcomes">How many outcomes would be others, by <c>before to after</c>.</param>
/// <param name="Lines">Patients whose codes or units would be others.</param>
/// <param name="Before">Allowed amounts of the bills by the pack in use; null where one is not known.</param>
/// <param name="After">The same by the pack with the lists.</param>
internal sealed record ImportEffect(
    string Tenant, ServiceMonth Month, int Patients, ImmutableSortedDictionary<string, int> Outcomes, int Lines, decimal? Before, decimal? After);

/// <summary>Assesses the open months of every practice of a home by two packs, and keeps nothing.</summary>
internal static class ImportEffects
{
    private const int MostMonths = 6;

    public static async Task<IReadOnlyList<ImportEffect>> FindAsync(BridgeHome home, RulePack before, RulePack after, TimeProvider time, CancellationToken cancellation)
    {
        var effects = new List<ImportEffect>();
        foreach (var tenant in TenantFolder.LoadAll(home.Tenants, resolveSecrets: true).Tenants.Where(tenant => IsStored(home, tenant)))
        {
            await using var session = await TenantSession.OpenAsync(home, tenant, time, cancellation);
            foreach (var month in await OpenMonthsAsync(session, time, cancellation))
                effects.Add(await CompareAsync(session, month, before, after, cancellation));
        }

        return effects;
    }

    // A practice of which nothing is stored yet has no month to look at, and is not begun by a look.
    private static bool IsStored(BridgeHome home, Tenant tenant) => File.Exists(home.Database(tenant.Slug)) || File.Exists(home.StoredElsewhere(tenant.Slug));

    private static async Task<IReadOnlyList<ServiceMonth>> OpenMonthsAsync(TenantSession session, TimeProvider time, CancellationToken cancellation)
    {
        var today = ServiceMonth.Of(session.Tenant.TimeZone.DayOf(time.GetUtcNow()));
        var stored = await session.Store.ListAsync(cancellation);
        return
        [
            .. stored.Where(static month => month.State != MonthState.Closed).Select(static month => month.Month)
                .Concat(new[] { today.Previous, today }.Where(month => !stored.Any(known => known.Month == month)))
                .Distinct().OrderDescending().Take(MostMonths),
        ];
    }

    private static async Task<ImportEffect> CompareAsync(TenantSession session, ServiceMonth month, RulePack before, RulePack after, CancellationToken cancellation)
    {
        var (patients, lines) = (0, 0);
        var outcomes = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var (was, now) = ((decimal?)0m, (decimal?)0m);
        await using var second = session.AssessmentsBy(after).EverybodyAsync(month, cancellation).GetAsyncEnumerator(cancellation);
        await foreach (var (patient, first) in session.AssessmentsBy(before).EverybodyAsync(month, cancellation))
        {
            // The store may have grown since the first list of patients; who is not in both is left to the next run.
            if (!await second.MoveNextAsync() || second.Current.Patient != patient)
                break;
            if (first is null || second.Current.Assessment is not { } other)
                continue;
            patients++;
            if (first.Outcome != other.Outcome)
                outcomes[$"{Words.Of(first.Outcome)} to {Words.Of(other.Outcome)}"] = outcomes.GetValueOrDefault($"{Words.Of(first.Outcome)} to {Words.Of(other.Outcome)}") + 1;
            if (!first.Lines.Select(Code).SequenceEqual(other.Lines.Select(Code)))
                lines++;
            was += AmountOf(first);
            now += AmountOf(other);
        }

        return new ImportEffect(session.Tenant.Slug, month, patients, outcomes.ToImmutable(), lines, was, now);
    }

    private static (string Code, int Units) Code(ServiceLine line) => (line.Code, line.Units);

    private static decimal? AmountOf(Assessment assessment) => assessment.Outcome != Outcome.Bill ? 0m
        : assessment.Lines.Any(static line => line.Amount is null) ? null
        : assessment.Lines.Sum(static line => line.Amount!.Value);
}
