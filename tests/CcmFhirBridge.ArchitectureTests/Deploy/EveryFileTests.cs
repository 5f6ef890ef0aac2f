using System.Reflection;

namespace CcmFhirBridge.ArchitectureTests.Deploy;

/// <summary>Nothing lies in deploy/ that no test reads.</summary>
public sealed class EveryFileTests
{
    private static readonly string[] Patterns =
        [.. typeof(EveryFileTests).Assembly.GetTypes().SelectMany(type => type.GetCustomAttribute<ChecksAttribute>()?.Patterns ?? [])];

    [Fact]
    public void Every_file_is_read_by_a_test_class() =>
        Deployed.Files.Where(file => !Patterns.Any(pattern => ChecksAttribute.Matches(pattern, file)))
            .ShouldBeEmpty("write a test of it and name it in the Checks of the class");

    [Fact]
    public void No_test_class_claims_what_is_not_there() =>
        Patterns.Where(pattern => !Deployed.Files.Any(file => ChecksAttribute.Matches(pattern, file))).ShouldBeEmpty();
}
