using System.Text.Json;
using System.Text.Json.Serialization;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>What the comparisons of the months with the EHR came to.</summary>
public abstract partial class SqlTenantStore
{
    public Task<IReadOnlyList<MonthComparison>> ComparisonsAsync(CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<MonthComparison>>(async session => await ComparisonsAsync(session, Tenant), cancellation);

    public Task KeepComparisonAsync(MonthComparison comparison, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return WriteAsync(
            async session =>
            {
                var others = (await ComparisonsAsync(session, Tenant)).Where(other => other.Month != comparison.Month);
                var all = others.Append(comparison).OrderByDescending(each => each.Month).Select(KeptComparison.Of);
                await session.SetAsync(Tenant, Settings.Comparisons, JsonSerializer.Serialize(all));
                session.Tell(new AuditRecord
                {
                    At = Time.GetUtcNow(),
                    Kind = AuditKinds.Ehr,
                    Action = "compare",
                    Outcome = comparison.NotMade is null ? AuditOutcomes.Done : AuditOutcomes.Failed,
                    Subject = comparison.Month.ToString(),
                }.With("findings", comparison.Findings).With("notAnswered", comparison.NotAnswered));
            },
            cancellation);
    }

    internal static async Task<IReadOnlyList<MonthComparison>> ComparisonsAsync(Session session, string tenant) =>
        await session.SettingAsync(tenant, Settings.Comparisons) is { } kept ? [.. JsonSerializer.Deserialize<List<KeptComparison>>(kept)!.Select(each => each.Comparison)] : [];

    private sealed record KeptComparison(string Month, long At, int Findings, int Duplicates, int NotAnswered, string? NotMade)
    {
        [JsonIgnore]
        public MonthComparison Comparison => new()
        {
            Month = ServiceMonth.Parse(Month),
            At = new DateTimeOffset(At, TimeSpan.Zero),
            Findings = Findings,
            Duplicates = Duplicates,
            NotAnswered = NotAnswered,
            NotMade = NotMade,
        };

        public static KeptComparison Of(MonthComparison comparison) => new(
            comparison.Month.ToString(), comparison.At.UtcTicks, comparison.Findings, comparison.Duplicates, comparison.NotAnswered, comparison.NotMade);
    }
}
