using System.Globalization;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Auditing;
using CcmFhirBridge.Storage.Auditing;
using Dapper;

namespace CcmFhirBridge.Storage;

/// <summary>The trail: one chain a tenant, written in the transactions that it tells of.</summary>
public abstract partial class SqlTenantStore
{
    private const string InsertAuditRow = """
        INSERT INTO audit_row (tenant, seq, at, kind, agent, action, outcome, subject, patients, details, previous, hash)
        VALUES (@tenant, @seq, @at, @kind, @agent, @action, @outcome, @subject, @patients, @details, @previous, @hash)
        """;

    private const string SelectAuditRows = """
        SELECT seq AS Seq, at AS At, kind AS Kind, agent AS Agent, action AS Action, outcome AS Outcome, subject AS Subject, patients AS Patients,
               details AS Details, previous AS Previous, hash AS Hash
        FROM audit_row WHERE tenant = @Tenant AND seq > @after
        """;

    private const string SelectAnchors = "SELECT seq AS Seq, hash AS Hash, at AS At, key AS Key, signature AS Signature FROM audit_anchor WHERE tenant = @Tenant";

    // Whoever filters looks at rows until enough are found: so many at a time.
    private const int LookedAtOnce = 1000;

    private sealed class HeadRow
    {
        public long Seq { get; init; }

        public byte[] Hash { get; init; } = [];
    }

    private sealed class AnchorRow
    {
        public long Seq { get; init; }

        public byte[] Hash { get; init; } = [];

        public long At { get; init; }

        public string Key { get; init; } = "";

        public string Signature { get; init; } = "";

        public AuditAnchor Anchor => new(Seq, Convert.ToHexStringLower(Hash), Instant(At), Key, Signature);
    }

    public Task AppendAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellation) => WriteAsync(
        session =>
        {
            foreach (var record in records)
                session.Tell(record);
            return Task.CompletedTask;
        },
        cancellation);

    public async Task<IReadOnlyList<AuditRow>> PageAsync(long after, int most, AuditFilter filter, CancellationToken cancellation)
    {
        if (filter == AuditFilter.Everything)
            return await RowsAsync(after, most, cancellation);
        var found = new List<AuditRow>();
        while (found.Count < most)
        {
            var looked = await RowsAsync(after, LookedAtOnce, cancellation);
            if (looked.Count == 0)
                break;
            after = looked[^1].Sequence;
            found.AddRange(looked.Where(row => Passes(row, filter)).Take(most - found.Count));
        }

        return found;
    }

    public Task<IReadOnlyList<AuditRow>> StretchAsync(AuditStretch stretch, CancellationToken cancellation) => ReadAsync<IReadOnlyList<AuditRow>>(
        async session =>
        {
            var sql = new StringBuilder(SelectAuditRows).Append(" AND seq <= @Until");
            var arguments = new DynamicParameters(new { Tenant, after = stretch.After, stretch.Until, stretch.Most });
            if (stretch.From is { } from)
            {
                sql.Append(" AND at >= @from");
                arguments.Add("from", from);
            }

            if (stretch.Before is { } before)
            {
                sql.Append(" AND at < @before");
                arguments.Add("before", before);
            }

            if (stretch.Patients is { } patients)
            {
                // One that nobody has, so that a list of nobody finds nothing.
                sql.Append(" AND (1 = 0");
                for (var number = 0; number < patients.Length; number++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"patient{number}");
                    sql.Append(CultureInfo.InvariantCulture, $" OR patients LIKE @{name} ESCAPE '!'");
                    arguments.Add(name, $"%{Literally(JsonSerializer.Serialize(patients[number]))}%");
                }

                sql.Append(')');
            }

            sql.Append(" ORDER BY seq").Append(stretch.IsDescending ? " DESC" : "").Append(" LIMIT @Most");
            return (await session.QueryAsync<KeptRow>(sql.ToString(), arguments)).ConvertAll(row => row.Row);
        },
        cancellation);

    public Task<AuditHead> HeadAsync(CancellationToken cancellation) => ReadAsync(HeadAsync, cancellation);

    public Task KeepAnchorAsync(AuditAnchor anchor, CancellationToken cancellation) => WriteAsync(
        session => session.ExecuteAsync(
            """
            INSERT INTO audit_anchor (tenant, seq, hash, at, key, signature) VALUES (@Tenant, @Sequence, @hash, @at, @Key, @Signature)
            ON CONFLICT (tenant, seq) DO NOTHING
            """,
            new { Tenant, anchor.Sequence, hash = Convert.FromHexString(anchor.Hash), at = anchor.At.UtcTicks, anchor.Key, anchor.Signature }),
        cancellation);

    public Task<IReadOnlyList<AuditAnchor>> AnchorsAsync(long after, int most, CancellationToken cancellation) => ReadAsync<IReadOnlyList<AuditAnchor>>(
        async session => (await session.QueryAsync<AnchorRow>(SelectAnchors + " AND seq > @after ORDER BY seq LIMIT @most", new { Tenant, after, most }))
            .ConvertAll(row => row.Anchor),
        cancellation);

    public Task<AuditAnchor?> NewestAnchorAsync(CancellationToken cancellation) => ReadAsync(
        async session => (await session.FirstAsync<AnchorRow>(SelectAnchors + " ORDER BY seq DESC LIMIT 1", new { Tenant }))?.Anchor, cancellation);

    private Task<IReadOnlyList<AuditRow>> RowsAsync(long after, int most, CancellationToken cancellation) => ReadAsync<IReadOnlyList<AuditRow>>(
        async session => (await session.QueryAsync<KeptRow>(SelectAuditRows + " ORDER BY seq LIMIT @most", new { Tenant, after, most }))
            .ConvertAll(row => row.Row),
        cancellation);

    private static string Literally(string text) =>
        text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    // Rows of the bridge's own hand are text that it wrote; one that somebody changed is what a verification is for, not a list.
    private static bool Passes(AuditRow row, AuditFilter filter) =>
        (filter.Kind is null || row.Kind == filter.Kind)
        && (filter.Since is null || row.At >= filter.Since.Value.UtcTicks)
        && (filter.Patient is null || row.Patients.Contains(JsonSerializer.Serialize(filter.Patient), StringComparison.Ordinal));

    private async Task<AuditHead> HeadAsync(Session session) =>
        await session.FirstAsync<HeadRow>("SELECT seq AS Seq, hash AS Hash FROM audit_row WHERE tenant = @Tenant ORDER BY seq DESC LIMIT 1", new { Tenant }) is { } row
            ? new AuditHead(row.Seq, Convert.ToHexStringLower(row.Hash))
            : AuditChain.Empty(Tenant);

    // At the end of a transaction that nobody else of the tenant can overtake: so the head that is read is the head that is built on.
    private async Task ChainAsync(Session session)
    {
        var head = await HeadAsync(session);
        var records = head.Sequence == 0 ? [await BeginTrailAsync(session), .. session.Told] : session.Told;
        var rows = AuditChain.Chain(head, records);
        if (session.Connection.CanCreateBatch)
            await InsertTogetherAsync(session, rows);
        else
            await InsertOneByOneAsync(session, rows);
    }

    // What was there before the trail began is not vouched for, and is known by its number.
    private async Task<AuditRecord> BeginTrailAsync(Session session)
    {
        var record = new AuditRecord { At = Time.GetUtcNow(), Kind = AuditKinds.Trail, Action = "begin" };
        foreach (var table in AuditedTable.All)
        {
            var vouched = session.Told.Where(told => told.Details.GetValueOrDefault(AuditDetails.Table) == table.Name)
                .Select(told => long.Parse(told.Details[AuditDetails.Row], CultureInfo.InvariantCulture)).DefaultIfEmpty(long.MaxValue).Min();
            record = record.With(
                table.Name,
                await session.ScalarAsync<long?>($"SELECT MAX(seq) FROM {table.Name} WHERE tenant = @Tenant AND seq < @vouched", new { Tenant, vouched }) ?? 0);
        }

        return record;
    }

    private async Task InsertOneByOneAsync(Session session, IReadOnlyList<AuditRow> rows)
    {
        foreach (var row in rows)
            await session.Prepared(InsertAuditRow, Columns(row)).ExecuteNonQueryAsync();
    }

    private async Task InsertTogetherAsync(Session session, IReadOnlyList<AuditRow> rows)
    {
        await using var batch = session.Connection.CreateBatch();
        batch.Transaction = session.Transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = InsertAuditRow;
            foreach (var (name, value) in Columns(row))
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync();
    }

    private (string Name, object? Value)[] Columns(AuditRow row) =>
    [
        ("@tenant", Tenant), ("@seq", row.Sequence), ("@at", row.At), ("@kind", row.Kind), ("@agent", row.Agent), ("@action", row.Action),
        ("@outcome", row.Outcome), ("@subject", row.Subject), ("@patients", row.Patients), ("@details", row.Details),
        ("@previous", Convert.FromHexString(row.Previous)), ("@hash", Convert.FromHexString(row.Hash)),
    ];
}
