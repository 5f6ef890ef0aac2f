using CcmFhirBridge.Commands;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Tenants;

public sealed class HomeStoresTests
{
    [Fact]
    public async Task A_tenant_that_has_a_ledger_in_a_file_is_not_begun_again_in_PostgreSQL()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(TenantYaml);
        await (await bridge.OpenAsync()).DisposeAsync();
        NameDatabase(bridge, "Host=127.0.0.1;Port=1;Database=ccm;Timeout=1");

        var refused = await bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month);

        refused.ShouldExit(ExitCode.Failed);
        refused.ErrorLines.ShouldHaveSingleItem().ShouldContain("two ledgers of one practice would bill twice");
        refused.ErrorLines[0].ShouldContain("PostgreSQL 127.0.0.1:1/ccm");
    }

    [Fact]
    public async Task A_tenant_that_is_stored_in_PostgreSQL_is_not_begun_again_in_a_file()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(TenantYaml);
        await File.WriteAllTextAsync(bridge.Home.StoredElsewhere(Bridge.Slug), "PostgreSQL db.example:5432/ccm\n");

        var refused = await bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month);

        refused.ShouldExit(ExitCode.Failed);
        refused.ErrorLines.ShouldHaveSingleItem().ShouldContain("database.yaml is gone. Put it back");
        File.Exists(bridge.Home.Database(Bridge.Slug)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_and_words_that_are_no_connection_string_are_told_without_the_words()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(TenantYaml);
        NameDatabase(bridge, "Host=127.0.0.1;Port=1;Database=ccm;Timeout=1;Username=hunter;Password=hunter2");
        var unanswered = await bridge.RunAsync("plan", "--tenant", Bridge.Slug, "--month", Bridge.Month);
        unanswered.ShouldExit(ExitCode.Failed);
        unanswered.ErrorLines.ShouldHaveSingleItem().ShouldContain("PostgreSQL 127.0.0.1:1/ccm does not answer");
        unanswered.Error.ShouldNotContain("hunter");

        NameDatabase(bridge, "postgres://hunter:hunter2@db.example/ccm");
        var unread = await bridge.RunAsync("status");
        unread.ShouldExit(ExitCode.Failed);
        unread.ErrorLines.ShouldHaveSingleItem().ShouldContain("cannot be read. Write it as 'Host=");
        unread.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_database_file_that_is_wrong_stops_every_command_with_its_line()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(TenantYaml);
        await File.WriteAllTextAsync(bridge.Home.DatabaseFile, "postgres:\n  conection: env:X\n");

        foreach (string[] command in new[] { ["status"], ["run"], new[] { "sync", "--tenant", Bridge.Slug } })
        {
            var result = await bridge.RunAsync(command);
            result.ShouldExit(ExitCode.Usage);
            result.Error.ShouldContain("database.yaml:2", customMessage: command[0]);
        }
    }

    [Fact]
    public async Task Nothing_was_stored_yet_so_nothing_is_looked_at()
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(TenantYaml);
        NameDatabase(bridge, "Host=127.0.0.1;Port=1;Database=ccm;Timeout=1");

        var status = await bridge.RunAsync("status");

        status.ShouldExit(ExitCode.Done);
        status.Out.ShouldContain("The EHR was never read.");
    }

    private static string TenantYaml => PracticeEhr.Generate(12).TenantYaml("http://127.0.0.1:1/fhir");

    private static void NameDatabase(Bridge bridge, string connectionString)
    {
        File.WriteAllText(Path.Combine(bridge.Home.Keys, "database"), connectionString);
        File.WriteAllText(bridge.Home.DatabaseFile, "postgres:\n  connection: file:keys/database\n");
    }
}
