using CcmFhirBridge.Storage.Connections;
using CcmFhirBridge.Storage.Dialects;
using CcmFhirBridge.Storage.Resources;

namespace CcmFhirBridge.Storage;

/// <summary>One tenant in a PostgreSQL database that it shares with others.</summary>
public sealed class PostgresTenantStore : SqlTenantStore
{
    private readonly bool _usesServerClock;

    internal PostgresTenantStore(
        string tenant, string place, PostgresConnections connections, PostgresDialect dialect, TimeProvider time, bool usesServerClock)
        : base(tenant, place, connections, dialect, time) => _usesServerClock = usesServerClock;

    private protected override PageTables TablesOf(Session session) => new PostgresPageTables(session, Tenant);

    // The machines that work on one database may disagree about the time; the server has one.
    private protected override async Task<DateTimeOffset> LeaseTimeAsync(Session session) => _usesServerClock
        ? DateTimeOffset.UnixEpoch.AddTicks(TimeSpan.TicksPerMicrosecond
            * await session.ScalarAsync<long>("SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint"))
        : Time.GetUtcNow();
}
