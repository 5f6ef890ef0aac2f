using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Benchmarks.Syncs;

/// <summary>
/// What the same read costs without any product: an HttpClient that asks for the same pages in the same order with as many streams, and appends their
/// bytes to SQLite under the same durability. As there, what has arrived together is committed together.
/// </summary>
internal static class BareClient
{
    public static async Task<TimeSpan> ReadAsync(PageServer server, int patients, int streams, string folder)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = streams, UseCookies = false }) { BaseAddress = new Uri(server.BaseUrl + "/") };
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, Path.GetRandomFileName())};Pooling=false");
        await database.OpenAsync();
        await ExecuteAsync(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE page (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        var pages = Channel.CreateBounded<byte[]>(streams);
        var began = Stopwatch.GetTimestamp();
        var appending = AppendAsync(database, pages.Reader);
        foreach (var isPatient in (bool[])[true, false])
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, streams).Select(async _ =>
            {
                for (var patient = Interlocked.Increment(ref next); patient < patients; patient = Interlocked.Increment(ref next))
                    await pages.Writer.WriteAsync(await client.GetByteArrayAsync(new Uri(PageServer.AddressOf(isPatient, patient), UriKind.Relative)));
            }));
        }

        pages.Writer.Complete();
        await appending;
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task AppendAsync(SqliteConnection database, ChannelReader<byte[]> pages)
    {
        await using var insert = database.CreateCommand();
        insert.CommandText = "INSERT INTO page (body) VALUES (@body)";
        var body = insert.Parameters.Add("@body", SqliteType.Blob);
        while (await pages.WaitToReadAsync())
        {
            await using var transaction = (SqliteTransaction)await database.BeginTransactionAsync();
            insert.Transaction = transaction;
            for (var arrived = pages.Count; arrived > 0 && pages.TryRead(out var page); arrived--)
            {
                body.Value = page;
                await insert.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }
    }

    private static async Task ExecuteAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
