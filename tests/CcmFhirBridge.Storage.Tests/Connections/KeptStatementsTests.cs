using CcmFhirBridge.Storage.Connections;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Tests.Connections;

/// <summary>What was compiled of a statement is used again, and nobody notices but by the time it takes.</summary>
public sealed class KeptStatementsTests : IDisposable
{
    private const string Insert = "INSERT INTO thing (id, name) VALUES (@id, @name)";
    private const string Select = "SELECT name FROM thing WHERE id >= @id ORDER BY id";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ccm-kept-");
    private readonly SqliteConnection _connection;
    private readonly KeptStatements _statements;

    public KeptStatementsTests()
    {
        _connection = Open();
        _statements = new KeptStatements(_connection);
        _statements.Execute("PRAGMA journal_mode=WAL; CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT)");
    }

    public void Dispose()
    {
        _statements.Forget();
        _statements.Count.ShouldBe(0);
        _statements.Dispose();
        _connection.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void The_same_statement_is_compiled_once_and_filled_in_anew()
    {
        for (var id = 1; id <= 3; id++)
            _statements.Execute(Insert, new { id, name = $"n{id}" });
        var kept = _statements.Take(Insert);

        kept.Parameters.Count.ShouldBe(0);
        _statements.GiveBack(kept);
        _statements.Take(Insert).ShouldBeSameAs(kept);
        _statements.Query<string>(Select, new { id = 2 }).ShouldBe(["n2", "n3"]);
        _statements.Query<string>(Select, new { id = 3 }).ShouldBe(["n3"]);
        kept.Dispose();
    }

    [Fact]
    public void A_statement_that_is_being_read_can_be_run_beside_itself()
    {
        _statements.Execute(Insert, new { id = 1, name = "a" });
        _statements.Execute(Insert, new { id = 2, name = "b" });
        using (var outer = _statements.ExecuteReader(Select, new { id = 1 }))
        {
            outer.Read().ShouldBeTrue();
            _statements.Query<string>(Select, new { id = 2 }).ShouldBe(["b"]);
            outer.Read().ShouldBeTrue();
            outer.GetString(0).ShouldBe("b");
        }

        _statements.Query<string>(Select, new { id = 1 }).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void After_an_error_it_is_run_as_if_nothing_had_been()
    {
        _statements.Execute(Insert, new { id = 1, name = "a" });

        Should.Throw<SqliteException>(() => _statements.Execute(Insert, new { id = 1, name = "again" }));

        _statements.Execute(Insert, new { id = 2, name = "b" }).ShouldBe(1);
        _statements.Query<string>(Select, new { id = 1 }).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_change_of_the_tables_is_seen()
    {
        _statements.Execute(Insert, new { id = 1, name = "a" });
        _statements.Query<dynamic>("SELECT * FROM thing").Count().ShouldBe(1);

        _statements.Execute("ALTER TABLE thing ADD COLUMN more TEXT DEFAULT 'm'");

        ((IDictionary<string, object>)_statements.Query<dynamic>("SELECT * FROM thing").Single()).Keys.ShouldBe(["id", "name", "more"]);
    }

    [Fact]
    public void What_is_kept_holds_back_nobody_and_no_old_state()
    {
        using var other = Open();
        _statements.Execute(Insert, new { id = 1, name = "a" });
        _statements.QueryFirstOrDefault<string>(Select, new { id = 1 }).ShouldBe("a");

        other.Execute("UPDATE thing SET name = 'b'");
        other.Execute("PRAGMA wal_checkpoint(TRUNCATE)");

        _statements.QueryFirstOrDefault<string>(Select, new { id = 1 }).ShouldBe("b");
    }

    [Fact]
    public void A_transaction_that_is_rolled_back_takes_with_it_what_kept_statements_did()
    {
        _statements.Execute(Insert, new { id = 1, name = "a" });
        using (var transaction = _connection.BeginTransaction())
        {
            _statements.Execute(Insert, new { id = 2, name = "b" }, transaction);
            transaction.Rollback();
        }

        using (var transaction = _connection.BeginTransaction())
        {
            _statements.Execute(Insert, new { id = 3, name = "c" }, transaction);
            transaction.Commit();
        }

        _statements.Query<string>(Select, new { id = 1 }).ShouldBe(["a", "c"]);
    }

    [Fact]
    public void Texts_without_end_do_not_grow_it_without_end()
    {
        foreach (var number in Enumerable.Range(0, 1_000))
            _statements.ExecuteScalar<long>($"SELECT {number}").ShouldBe(number);

        _statements.Count.ShouldBeInRange(1, 256);
    }

    [Fact]
    public void Lists_blobs_and_nothing_are_filled_in_as_everywhere()
    {
        _statements.Execute(Insert, new { id = 1, name = (string?)null });
        _statements.Execute(Insert, new { id = 2, name = "b" });

        _statements.Query<string?>("SELECT name FROM thing WHERE id IN @ids ORDER BY id", new { ids = new[] { 1, 2 } }).ShouldBe([null, "b"]);
        _statements.Query<string?>("SELECT name FROM thing WHERE id IN @ids ORDER BY id", new { ids = new[] { 2 } }).ShouldBe(["b"]);
        _statements.ExecuteScalar<byte[]>("SELECT @blob", new { blob = new byte[] { 0, 1, 2 } }).ShouldBe([0, 1, 2]);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.FullName, "kept.db")}");
        connection.Open();
        return connection;
    }
}
