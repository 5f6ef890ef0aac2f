using CcmFhirBridge.Commands;

namespace CcmFhirBridge.Tests.Commands;

public sealed class MemorySizeTests
{
    [Theory]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("2GiB", 2_147_483_648)]
    [InlineData("64MB", 64_000_000)]
    [InlineData("1 GB", 1_000_000_000)]
    [InlineData("1MiB", 1_048_576)]
    [InlineData("2048kib", 2_097_152)]
    public void A_size_is_a_whole_number_and_a_unit(string text, long bytes) => MemorySize.Parse(text).ShouldBe(bytes);

    [Theory]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("512")]
    [InlineData("1.5GiB")]
    [InlineData("-1MiB")]
    [InlineData("1KiB")]
    [InlineData("MiB")]
    [InlineData("99999999999999GiB")]
    public void Anything_else_is_refused_with_an_example(string text) =>
        Should.Throw<UsageException>(() => MemorySize.Parse(text)).Message.ShouldContain("such as 512MiB");
}
