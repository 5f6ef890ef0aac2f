using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Server.Tests;

/// <summary>Things that tests change one part of.</summary>
internal static class Some
{
    /// <summary>A Wednesday, 08:00 in New York.</summary>
    public static readonly DateTimeOffset Morning = DateTimeOffset.Parse("2026-05-20T12:00:00Z", CultureInfo.InvariantCulture);

    /// <summary>Figures of a tenant of which all is well: read this morning, Encounters with it, everything sent.</summary>
    public static TenantFigures Figures(ServiceMonth month) => new()
    {
        Month = month,
        ReadAt = Morning,
        DirtyPatients = 0,
        Assessed = ImmutableSortedDictionary<Outcome, int>.Empty.Add(Outcome.Bill, 7).Add(Outcome.None, 3),
        Outbox = new OutboxFigures { Planned = 0, InDoubt = 0, MostAttempts = 0, OldestSince = null },
        Quarantined = 0,
        Held = 0,
        Rejected = 0,
        Gaps = 0,
        LastSync = Morning,
        IncompleteTypes = 0,
        LastEncounters = Morning,
        LastAudit = Morning.AddDays(-15),
        Months = [new MonthRecord { Month = month.Previous, State = MonthState.Closed, Reason = "" }],
    };
}
