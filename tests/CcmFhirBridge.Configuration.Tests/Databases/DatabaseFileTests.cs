using CcmFhirBridge.Configuration.Databases;

namespace CcmFhirBridge.Configuration.Tests.Databases;

public sealed class DatabaseFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_the_file_there_is_no_database() =>
        DatabaseFile.Load(Path.Combine(_folder.Path, "database.yaml")).ShouldBeNull();

    [Fact]
    public void The_connection_string_is_read_from_where_the_file_says()
    {
        _folder.Write("secret", "Host=db.example;Database=ccm\n");
        var path = _folder.Write("database.yaml", "postgres:\n  connection: file:secret\n");

        DatabaseFile.Load(path)!.Reveal().ShouldBe("Host=db.example;Database=ccm");
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("postgres: {}\n", 1, "'postgres.connection' is missing")]
    [InlineData("postgres:\n  conection: env:X\n", 2, "Did you mean 'connection'?")]
    [InlineData("postgres:\n  connection: Host=db;Password=hunter2\n", 2, "expected a reference env:NAME or file:PATH")]
    [InlineData("postgres:\n  connection: file:nowhere\n", 2, "nowhere cannot be read")]
    [InlineData("postgres:\n  connection: env:CCM_TEST_NOT_SET\n", 2, "CCM_TEST_NOT_SET is not set")]
    [InlineData("sqlite: {}\npostgres:\n  connection: env:X\n", 1, "unknown key 'sqlite'")]
    [InlineData("postgres:\n  connection: [a, b]\n", 2, "has to be")]
    [InlineData("- postgres\n", 1, "")]
    public void What_is_wrong_with_it_is_told_with_its_line_and_without_its_secret(string yaml, int line, string words)
    {
        var path = _folder.Write("database.yaml", yaml);

        var error = Should.Throw<ConfigurationException>(() => DatabaseFile.Load(path));

        var problem = error.Problems.First(problem => problem.Message.Contains(words, StringComparison.Ordinal));
        (problem.File, problem.Line).ShouldBe(("database.yaml", line));
        error.ToString().ShouldNotContain("hunter2");
    }
}
