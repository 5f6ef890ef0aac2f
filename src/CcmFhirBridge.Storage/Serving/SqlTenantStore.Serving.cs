using System.Security.Cryptography;
using CcmFhirBridge.Pipeline.Serving;
using CcmFhirBridge.Storage.Resources;
using CcmFhirBridge.Storage.Serving;

namespace CcmFhirBridge.Storage;

/// <summary>The ledger as it is told over FHIR, straight from its entries and events.</summary>
public abstract partial class SqlTenantStore
{
    private const int SecretBytes = 32;

    // What one statement is asked for at once; SQLite takes many more.
    private const int MostKeys = 500;

    private sealed class VersionStep
    {
        public long Number { get; init; }

        public long At { get; init; }

        public string State { get; init; } = "";
    }

    public Task<ServedEntry?> ServedAsync(string resourceType, string revisionIdentifier, CancellationToken cancellation) =>
        ReadAsync(async session => (await ServedRowAsync(session, resourceType, revisionIdentifier))?.ToEntry(), cancellation);

    public Task<ServedEntry?> ServedVersionAsync(string resourceType, string revisionIdentifier, long version, CancellationToken cancellation) => ReadAsync(
        async session =>
        {
            if (version < 1 || await ServedRowAsync(session, resourceType, revisionIdentifier) is not { } row || row.Version < version)
                return null;
            return (await StepsAsync(session, revisionIdentifier, version - 1, 1)).Select(step => At(row.ToEntry(), step)).SingleOrDefault();
        },
        cancellation);

    public Task<IReadOnlyList<ServedEntry>> ServedVersionsAsync(string resourceType, string revisionIdentifier, int most, CancellationToken cancellation) =>
        ReadAsync<IReadOnlyList<ServedEntry>>(
            async session =>
            {
                if (await ServedRowAsync(session, resourceType, revisionIdentifier) is not { } row)
                    return [];
                var entry = row.ToEntry();
                var steps = await StepsAsync(session, revisionIdentifier, Math.Max(0, row.Version - most), row.Version);
                steps.Reverse();
                return steps.ConvertAll(step => At(entry, step));
            },
            cancellation);

    public Task<IReadOnlyList<ServedEntry>> SearchServedAsync(ServedQuery query, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ServedEntry>>(
        async session =>
        {
            var (sql, arguments) = ServedSql.Page(Tenant, Dialect, query);
            return (await session.QueryAsync<ServedRow>(sql, arguments)).ConvertAll(row => row.ToEntry());
        },
        cancellation);

    public Task<long> CountServedAsync(string resourceType, ServedCriterion where, CancellationToken cancellation) => ReadAsync(
        session =>
        {
            var (sql, arguments) = ServedSql.Count(Tenant, Dialect, resourceType, where);
            return session.ScalarAsync<long>(sql, arguments);
        },
        cancellation);

    public Task<IReadOnlyList<ServedEntry>> ServedTogetherAsync(
        string resourceType, IReadOnlyList<string> revisionIdentifiers, CancellationToken cancellation) => ReadAsync<IReadOnlyList<ServedEntry>>(
        async session =>
        {
            var found = new SortedDictionary<string, ServedEntry>(StringComparer.Ordinal);
            foreach (var keys in revisionIdentifiers.Chunk(MostKeys))
            {
                var (sql, arguments) = ServedSql.Together(Tenant, Dialect, resourceType, keys);
                foreach (var row in await session.QueryAsync<ServedRow>(sql, arguments))
                    found[row.RevisionIdentifier] = row.ToEntry();
            }

            return [.. found.Values];
        },
        cancellation);

    public async Task<byte[]> SecretAsync(string name, CancellationToken cancellation)
    {
        var setting = Settings.Secret + name;
        var known = await ReadAsync(session => session.SettingAsync(Tenant, setting), cancellation);
        // Two processes may come first at once: what the table says in the end is the secret of both.
        known ??= await WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    "INSERT INTO setting (tenant, name, value) VALUES (@Tenant, @setting, @value) ON CONFLICT (tenant, name) DO NOTHING",
                    new { Tenant, setting, value = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)) });
                return await session.SettingAsync(Tenant, setting);
            },
            cancellation);
        return Convert.FromHexString(known!);
    }

    private Task<ServedRow?> ServedRowAsync(Session session, string resourceType, string revisionIdentifier) => session.FirstAsync<ServedRow>(
        $"""
        SELECT {ServedRow.Columns} FROM ledger_entry e
        WHERE e.tenant = @Tenant AND e.revision_identifier = @revisionIdentifier AND e.code {(resourceType == "Claim" ? "=" : "<>")} ''
        """,
        new { Tenant, revisionIdentifier });

    private async Task<List<VersionStep>> StepsAsync(Session session, string revisionIdentifier, long behind, long most) => await session.QueryAsync<VersionStep>(
        """
        SELECT at AS At, to_state AS State, CAST(ROW_NUMBER() OVER (ORDER BY seq) AS BIGINT) AS Number
        FROM ledger_event WHERE tenant = @Tenant AND revision_identifier = @revisionIdentifier ORDER BY seq LIMIT @most OFFSET @behind
        """,
        new { Tenant, revisionIdentifier, most, behind });

    private static ServedEntry At(ServedEntry entry, VersionStep step) => entry with
    {
        State = Words.Parse<Domain.BillingPlans.LedgerState>(step.State),
        Version = step.Number,
        ChangedAt = Instant(step.At),
    };
}
