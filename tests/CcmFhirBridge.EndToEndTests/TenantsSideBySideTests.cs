using System.Text;
using CcmFhirBridge.Testing.Bridges;
using Microsoft.Data.Sqlite;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>Practices share a home and nothing else.</summary>
public sealed class TenantsSideBySideTests
{
    private const string Other = "hilltop";

    // Every id and every name of the other practice carries its slug, so that a leak shows.
    private static readonly (string From, string To)[] OtherTenant =
        [("tenant: lakeside", "tenant: hilltop"), ("Lakeside Family Practice", "Hilltop Family Practice"), ("001234567", "009876543")];

    [Fact]
    public async Task Nothing_of_one_practice_comes_into_the_store_or_the_EHR_of_the_other()
    {
        using var bridge = new Bridge();
        await using var lakeside = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        await using var hilltop = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, seed: 2, rewrite: Marked);
        bridge.WriteTenant(lakeside.Yaml());
        bridge.WriteTenant(hilltop.Yaml(OtherTenant), Other);

        await Task.WhenAll(bridge.CloseAsync(), bridge.CloseAsync(Other));
        (await bridge.CloseAsync()).ShouldExit(0);
        (await bridge.CloseAsync(Other)).ShouldExit(0);

        lakeside.ShouldHoldEveryBillOnce();
        hilltop.Ours("Claim").Count.ShouldBe(hilltop.Bills);
        lakeside.History.Records.ShouldAllBe(record => !Text(record.Body).Contains(Other, StringComparison.OrdinalIgnoreCase));
        hilltop.History.Records.ShouldAllBe(record => !Text(record.Body).Contains("Patient/pt-", StringComparison.Ordinal));
        hilltop.History.Records.ShouldAllBe(record => !Text(record.Body).Contains("001234567", StringComparison.Ordinal));
        (await IdsAsync(bridge.Home.Database(Bridge.Slug))).ShouldAllBe(id => !id.Contains(Other, StringComparison.Ordinal));
        (await IdsAsync(bridge.Home.Database(Other))).Where(id => id.StartsWith("Patient/", StringComparison.Ordinal))
            .ShouldAllBe(id => id.StartsWith("Patient/hilltop-", StringComparison.Ordinal));
        (await BodiesAsync(bridge, Bridge.Slug)).ShouldNotContain(Other, Case.Insensitive);
        (await BodiesAsync(bridge, Other)).ShouldNotContain("Patient/pt-");
    }

    [Fact]
    public async Task The_store_of_one_practice_is_not_taken_for_another()
    {
        using var bridge = new Bridge();
        await using var lakeside = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(lakeside.Yaml());
        bridge.WriteTenant(lakeside.Yaml([.. OtherTenant, (lakeside.Ehr.BaseUrl, "http://127.0.0.1:9/fhir")]), Other);
        (await bridge.SyncAsync()).ShouldExit(0);
        File.Copy(bridge.Home.Database(Bridge.Slug), bridge.Home.Database(Other));

        var other = (await bridge.RunAsync("month", "show", "--tenant", Other, "--month", Bridge.Month)).ShouldExit(1);

        other.Error.ShouldContain("belongs to tenant 'lakeside', not to 'hilltop'");
    }

    [Fact]
    public async Task While_the_EHR_of_one_practice_is_dead_the_service_finishes_the_month_of_the_other()
    {
        using var bridge = new Bridge();
        await using var lakeside = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        var hilltop = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, seed: 2, rewrite: Marked);
        bridge.WriteTenant(lakeside.Yaml());
        bridge.WriteTenant(hilltop.Yaml(OtherTenant), Other);
        await hilltop.DisposeAsync();
        using var stop = new CancellationTokenSource();
        var error = new StringWriter();

        var running = bridge.RunAsync(error, stop.Token, "run", "--urls", "http://127.0.0.1:0");
        var resources = lakeside.Practice.Truth.Where(truth => truth.Outcome == "bill").Sum(truth => 1 + truth.Lines.Count);
        await Eventually.ShouldHoldAsync(() => running.IsCompleted || lakeside.History.Records.Count == resources, "all claims of the practice whose EHR lives");
        await stop.CancelAsync();
        (await running).ShouldExit(0);

        lakeside.ShouldHoldEveryBillOnce();
        await Reruns.UntilSettledAsync(bridge);
        lakeside.ShouldHoldEveryBillOnce();
    }

    private static string Marked(string json) => json
        .Replace("pt-0", "hilltop-0", StringComparison.Ordinal).Replace("Lakeside", "Hilltop", StringComparison.Ordinal)
        .Replace("001234567", "009876543", StringComparison.Ordinal).Replace("-Synth", "-Hilltop", StringComparison.Ordinal);

    private static string Text(byte[]? body) => Encoding.UTF8.GetString(body.ShouldNotBeNull());

    private static async Task<List<string>> IdsAsync(string database)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM resource UNION SELECT patient FROM resource WHERE patient IS NOT NULL UNION SELECT patient FROM staff_interval UNION SELECT patient FROM assessment";
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<string>();
        while (await reader.ReadAsync())
            ids.Add(reader.GetString(0));
        ids.ShouldNotBeEmpty();
        return ids;
    }

    private static async Task<string> BodiesAsync(Bridge bridge, string slug)
    {
        await using var session = await bridge.OpenAsync(slug);
        var assessments = await session.Store.ListAsync(Bridge.ServiceMonth, CancellationToken.None);
        var entries = await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None);
        return string.Concat(assessments.Select(assessment => Encoding.UTF8.GetString(assessment.Json.Span)))
            + string.Concat(entries.Select(entry => Encoding.UTF8.GetString(entry.Body.Span)));
    }
}
