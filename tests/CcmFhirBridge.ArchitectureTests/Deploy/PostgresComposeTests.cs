using CcmFhirBridge.Configuration;
using CcmFhirBridge.Configuration.Databases;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>The bridge beside a PostgreSQL: compose mounts what the bridge looks for, and nothing secret stands in a file of ours.</summary>
[Checks("container/compose.postgres.yaml", "container/database.yaml")]
public sealed class PostgresComposeTests
{
    private static readonly ComposeFile s_compose = Deployed.Yaml<ComposeFile>("container/compose.postgres.yaml");

    [Fact]
    public void The_database_file_is_mounted_into_the_home_and_refers_to_a_secret_that_the_bridge_gets()
    {
        var bridge = s_compose.Services["ccm-bridge"];
        bridge.Volumes.ShouldBe([$"./database.yaml:{ContainerSettings.Home}/database.yaml:ro"]);
        bridge.DependsOn.Keys.ShouldBe(["database"]);

        // On this machine the secret is missing, and nothing else is wrong with the file.
        var problem = Should.Throw<ConfigurationException>(() => DatabaseFile.Load(Deployed.PathOf("container/database.yaml"))).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("database.secret");
        problem.Message.ShouldContain("/run/secrets/" + bridge.Secrets.ShouldHaveSingleItem());
    }

    [Fact]
    public void The_database_keeps_its_data_waits_to_be_ready_and_is_reached_from_nowhere_else()
    {
        var database = s_compose.Services["database"];

        s_compose.Volumes.Keys.ShouldBe([database.Volumes.ShouldHaveSingleItem().Split(':')[0]]);
        database.Ports.ShouldBeEmpty();
        database.Healthcheck.ShouldContainKey("test");
        database.Environment["POSTGRES_PASSWORD_FILE"].ShouldBe("/run/secrets/" + database.Secrets.ShouldHaveSingleItem());
        database.Environment.Keys.ShouldNotContain("POSTGRES_PASSWORD");
        database.Environment["POSTGRES_INITDB_ARGS"].ShouldContain("UTF8");
    }

    [Fact]
    public void Every_secret_that_is_asked_for_is_there() =>
        s_compose.Services.Values.SelectMany(service => service.Secrets).ShouldBe(s_compose.Secrets.Keys, ignoreOrder: true);
}
