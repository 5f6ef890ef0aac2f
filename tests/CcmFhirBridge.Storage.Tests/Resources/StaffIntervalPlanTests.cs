using CcmFhirBridge.Storage.Resources;
using Dapper;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.Storage.Tests.Resources;

/// <summary>SQLite finds staff time by what is asked for, and never walks over all that a tenant has.</summary>
public sealed class StaffIntervalPlanTests : IDisposable
{
    private readonly SqliteStoreFactory _factory = new();

    public void Dispose() => _factory.Dispose();

    [Theory]
    [InlineData(StaffIntervalSql.OfEntry, "tenant=? AND entry=?")]
    [InlineData(StaffIntervalSql.Delete, "tenant=? AND person=? AND start_at=? AND end_at=? AND entry=?")]
    [InlineData(StaffIntervalSql.OfPatient, "tenant=? AND patient=?")]
    [InlineData(StaffIntervalSql.OfPerson, "tenant=? AND person=? AND start_at>? AND start_at<?", "staff_interval_long (tenant=? AND person=? AND start_at<?")]
    [InlineData(StaffIntervalSql.Overlapped, "tenant=? AND is_long=? AND start_at>? AND start_at<?", "tenant=? AND is_long=? AND start_at<?")]
    public async Task An_index_narrows_the_search_down_to_what_is_asked_for(string sql, params string[] searches)
    {
        await using (_factory.Open())
        {
        }

        await using var database = new SqliteConnection($"Data Source={_factory.Path};Pooling=False");
        var arguments = new { tenant = "", entry = "", patient = "", person = "", earliest = 0L, start = 0L, end = 0L };

        var steps = (await database.QueryAsync("EXPLAIN QUERY PLAN " + sql, arguments)).Select(row => (string)row.detail)
            .Where(detail => detail.Contains("staff_interval", StringComparison.Ordinal)).ToList();

        steps.Count.ShouldBe(searches.Length, string.Join('\n', steps));
        foreach (var search in searches)
            steps.ShouldContain(step => step.StartsWith("SEARCH", StringComparison.Ordinal) && step.Contains(search, StringComparison.Ordinal), string.Join('\n', steps));
    }
}
