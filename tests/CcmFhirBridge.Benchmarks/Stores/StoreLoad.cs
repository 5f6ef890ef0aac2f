using System.Diagnostics;
using System.Globalization;
using System.Text;
using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Ehr.Mapping;
using CcmFhirBridge.Pipeline.Mapping;
using CcmFhirBridge.Pipeline.Reading;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Storage;
using Npgsql;

namespace CcmFhirBridge.Benchmarks.Stores;

/// <summary>
/// P10: pages of projected resources into each store, and into PostgreSQL by hand: a COPY of the same bytes into a log, a COPY into a stage
/// and one upsert, a commit a page; and row by row, a statement and a commit each.
/// </summary>
internal static class StoreLoad
{
    private const int Page = 200;
    private const int RowsByRow = 2_000;
    private const double Bound = 0.7;

    public static async Task<bool> RunAsync(int patients, int seed, string folder)
    {
        var resources = Read(patients, seed, folder);
        await using var sqlite = MeasuredStore.Sqlite(Path.Combine(folder, "load.db"));
        await using var postgres = await MeasuredStore.PostgresAsync();
        await LoadAsync(postgres.Store, resources);
        var file = await LoadAsync(sqlite.Store, resources);
        var rows = await StoredRows.ReadAsync(postgres);
        // In pairs, so that what the machine does besides meets both; the first load of each warms it up.
        var ratios = new List<double>();
        double ours = 0;
        for (var pair = 0; pair < 3; pair++)
        {
            await using var fresh = await MeasuredStore.PostgresAsync();
            ours = await LoadAsync(fresh.Store, resources);
            ratios.Add(ours / await ByHandAsync(fresh, rows));
        }

        var single = await RowByRowAsync(postgres, resources);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"P10 {resources.Length} resources: SQLite {file:N0}, PostgreSQL {ours:N0}, PostgreSQL row by row {single:N0} a second"));
        return Gate.AtLeast("P10 PostgreSQL ÷ COPY, stage and upsert by hand", ratios.Order().ElementAt(1), Bound);
    }

    private static async Task<double> LoadAsync(SqlTenantStore store, ResourceToStore[] resources)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var page in resources.Chunk(Page))
            await store.StorePageAsync(1, page, null, CancellationToken.None);
        return resources.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> ByHandAsync(MeasuredStore measured, StoredRows rows)
    {
        await using var connection = (NpgsqlConnection)await measured.ConnectAsync();
        await MeasuredStore.ExecuteAsync(connection, """
            CREATE TABLE hand_log (LIKE raw_version INCLUDING INDEXES);
            CREATE TABLE hand (LIKE resource INCLUDING INDEXES);
            CREATE TABLE hand_facts (LIKE patient_facts INCLUDING INDEXES);
            CREATE TABLE hand_time (LIKE staff_interval INCLUDING INDEXES);
            CREATE TEMP TABLE hand_stage (LIKE resource) ON COMMIT DELETE ROWS;
            CREATE TEMP TABLE hand_facts_stage (LIKE patient_facts) ON COMMIT DELETE ROWS;
            CREATE TEMP TABLE hand_time_stage (LIKE staff_interval) ON COMMIT DELETE ROWS;
            """);
        var began = Stopwatch.GetTimestamp();
        foreach (var page in rows.Resources.Chunk(Page))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await CopyAsync(connection, "hand_log", page.Select(row => row.Log));
            await CopyAsync(connection, "hand_stage", page.Select(row => row.Newest));
            await CopyAsync(connection, "hand_facts_stage", page.Select(row => row.Patient).OfType<string>().Distinct().Select(patient => rows.Facts.GetValueOrDefault(patient)).OfType<object?[]>());
            await CopyAsync(connection, "hand_time_stage", page.SelectMany(row => rows.Time[row.Key]));
            await MeasuredStore.ExecuteAsync(connection, """
                INSERT INTO hand SELECT * FROM hand_stage ON CONFLICT (tenant, type, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, content_hash = excluded.content_hash;
                INSERT INTO hand_facts SELECT * FROM hand_facts_stage ON CONFLICT (tenant, patient) DO UPDATE SET changed = excluded.changed, facts = excluded.facts;
                INSERT INTO hand_time SELECT * FROM hand_time_stage ON CONFLICT DO NOTHING
                """);
            await transaction.CommitAsync();
        }

        return rows.Resources.Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task CopyAsync(NpgsqlConnection connection, string into, IEnumerable<object?[]> rows)
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
            await copy.WriteRowAsync(CancellationToken.None, row);
        await copy.CompleteAsync();
    }

    private static async Task<double> RowByRowAsync(MeasuredStore measured, ResourceToStore[] resources)
    {
        await using var connection = await measured.ConnectAsync();
        await MeasuredStore.ExecuteAsync(connection, "CREATE TABLE hand_row (id TEXT NOT NULL, body BYTEA NOT NULL)");
        var some = resources.Take(RowsByRow).ToArray();
        var began = Stopwatch.GetTimestamp();
        foreach (var resource in some)
        {
            await using var insert = (NpgsqlCommand)connection.CreateCommand();
            insert.CommandText = "INSERT INTO hand_row (id, body) VALUES ($1, $2)";
            insert.Parameters.AddWithValue(resource.Projected.Source?.Id ?? "");
            insert.Parameters.AddWithValue(resource.Json.ToArray());
            await insert.ExecuteNonQueryAsync();
        }

        return some.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static ResourceToStore[] Read(int patients, int seed, string folder)
    {
        var practice = SyntheticPractice.Generate(new PracticeOptions { Month = new DateOnly(2026, 4, 1), Patients = patients, Seed = seed });
        var yaml = Path.Combine(folder, "lakeside.yaml");
        File.WriteAllText(yaml, practice.TenantYaml("http://127.0.0.1/fhir"), Encoding.UTF8);
        var mapping = new DefaultResourceMapping(TenantFile.Load(yaml, resolveSecrets: false));
        // What a statement by hand can take: nothing twice, and nothing without an id.
        return
        [
            .. practice.Resources.Select(resource => new ResourceToStore(resource.Json, mapping.Project(resource.Json)))
                .Where(resource => resource.Projected.Source is not null && resource.Projected.Disposition != Disposition.Ignored)
                .DistinctBy(resource => (resource.Projected.ResourceType, resource.Projected.Source!.Value.Id)),
        ];
    }
}
