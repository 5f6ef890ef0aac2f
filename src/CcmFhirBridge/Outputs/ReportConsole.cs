using Spectre.Console;

namespace CcmFhirBridge.Outputs;

/// <summary>Tables and lines for people, the same text on every terminal width so that it can be compared.</summary>
internal sealed class ReportConsole
{
    private const int Width = 132;
    private readonly IAnsiConsole _console;

    public ReportConsole(TextWriter output, bool colour)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new FixedWidthOutput(new TrimmedLines(output), Width),
        });
        _console.Profile.Capabilities.Unicode = true;
    }

    public void Heading(string text)
    {
        _console.WriteLine();
        _console.MarkupLine($"[bold]{Markup.Escape(text)}[/]");
    }

    public void Line(string text) => _console.WriteLine(text);

    /// <summary>Draws a table; without rows nothing, since headings alone tell nobody anything.</summary>
    public void Table(IReadOnlyList<TableColumn> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (var column in columns)
        {
            var shown = new Spectre.Console.TableColumn(Markup.Escape(column.Title)) { NoWrap = column.NoWrap };
            if (column.Right)
                shown.Alignment = Justify.Right;
            table.AddColumn(shown);
        }

        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)).ToArray());
        if (table.Rows.Count > 0)
            _console.Write(table);
    }

    private sealed class FixedWidthOutput(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 50;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The writer was opened by the process with its own encoding.
        }
    }
}

/// <summary>A column of a table for people.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Right">Numbers stand to the right.</param>
/// <param name="NoWrap">Whether a cell must stay on one line.</param>
internal sealed record TableColumn(string Title, bool Right = false, bool NoWrap = true);
