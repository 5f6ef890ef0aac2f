using CcmFhirBridge.Configuration.PublicLists;

namespace CcmFhirBridge.Configuration.Tests.PublicLists;

public sealed class DelimitedTextTests
{
    [Theory]
    //          text                       rows: line, cells between bars
    [InlineData("a,b\nc,d\n", "1 a|b; 2 c|d")]
    [InlineData("a,b\r\nc,d\r\n", "1 a|b; 2 c|d")]
    [InlineData("a, b ,\n\n,,\nc", "1 a|b|; 4 c")]
    [InlineData("\"a,b\",\"c\"\"d\"\n", "1 a,b|c\"d")]
    [InlineData("\"a\nb\",c\nd,e\n", "1 a\nb|c; 3 d|e")]
    [InlineData(" \"a\" ,b\n", "1 a|b")]
    [InlineData("5\" pipe,b\n", "1 5\" pipe|b")]
    [InlineData("", "")]
    public void Cells_and_lines_are_those_of_the_text(string text, string rows)
    {
        string.Join("; ", DelimitedText.Rows(text, ',', out var open).Select(row => $"{row.Line} {string.Join('|', row.Cells)}")).ShouldBe(rows);
        open.ShouldBe(0);
    }

    [Fact]
    public void A_cell_that_never_ends_names_its_line()
    {
        DelimitedText.Rows("a,b\nc,\"d\ne,f\n", ',', out var open);
        open.ShouldBe(2);
    }

    [Fact]
    public void A_tab_parts_cells_as_well() => DelimitedText.Rows("a\tb,c\n", '\t', out _)[0].Cells.ShouldBe(["a", "b,c"]);
}
