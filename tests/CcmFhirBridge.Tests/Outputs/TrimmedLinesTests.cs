using CcmFhirBridge.Outputs;

namespace CcmFhirBridge.Tests.Outputs;

public sealed class TrimmedLinesTests
{
    [Theory]
    [InlineData("a  \nb \r\n", "a\nb\r\n")]
    [InlineData("  two  words  \n", "  two  words\n")]
    [InlineData("   \n\n", "\n\n")]
    [InlineData("no end ", "no end")]
    public void Spaces_at_the_end_of_a_line_are_left_out_however_the_text_arrives(string text, string expected)
    {
        for (var size = 1; size <= text.Length; size++)
        {
            var output = new StringWriter();
            using var trimmed = new TrimmedLines(output);
            foreach (var piece in text.Chunk(size))
                trimmed.Write(new string(piece));
            output.ToString().ShouldBe(expected, $"in pieces of {size}");
        }
    }

    [Fact]
    public void Within_a_piece_lines_are_trimmed_too()
    {
        var output = new StringWriter();
        using var trimmed = new TrimmedLines(output);

        trimmed.Write("first  \nsecond \n third".ToCharArray(), 0, 22);

        output.ToString().ShouldBe("first\nsecond\n third");
    }
}
