using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Reconciling;
using CcmFhirBridge.Server.Workers;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>A tenant of whom every gauge has something to say.</summary>
internal static class WatchedTenant
{
    private static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-05-20T12:00:00Z", CultureInfo.InvariantCulture);

    public static TimeProvider Clock { get; } = new StoppedClock();

    public static WorkerStatus Status(string slug) => new()
    {
        Tenant = slug,
        Every = TimeSpan.FromMinutes(5),
        StartedAt = Morning.AddDays(-1),
        LastSuccess = Morning,
        Settings = TenantFile.Load(Deployed.PathOf("examples/lakeside.yaml"), resolveSecrets: false),
        Figures = new TenantFigures
        {
            Month = ServiceMonth.Parse("2026-05"),
            ReadAt = Morning,
            DirtyPatients = 1,
            Assessed = ImmutableSortedDictionary<Outcome, int>.Empty.Add(Outcome.Bill, 7),
            Outbox = new OutboxFigures { Planned = 1, InDoubt = 1, MostAttempts = 1, OldestSince = Morning.AddHours(-1) },
            Quarantined = 1,
            Held = 1,
            Rejected = 1,
            HalfWritten = 1,
            Comparisons = [new MonthComparison { Month = ServiceMonth.Parse("2026-04"), At = Morning, Findings = 1 }],
            Gaps = 1,
            LastSync = Morning,
            IncompleteTypes = 1,
            LastEncounters = Morning.AddDays(-1),
            LastAudit = Morning,
            Months = [],
        },
    };

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Morning;
    }
}
