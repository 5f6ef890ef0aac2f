using System.Collections.Immutable;
using System.Text;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>Text of rows and cells as RFC 4180 has it: a quoted cell may hold the separator and line breaks, and a quote by doubling it.</summary>
internal static class DelimitedText
{
    private const char Quote = '"';

    /// <summary>Every row with anything in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">What stands between cells.</param>
    /// <param name="open">Line on which a quoted cell begins that never ends; 0 where all end.</param>
    public static ImmutableArray<PublicRow> Rows(string text, char separator, out int open)
    {
        var rows = ImmutableArray.CreateBuilder<PublicRow>();
        var cells = ImmutableArray.CreateBuilder<string>();
        var cell = new StringBuilder();
        var (line, began, quotedAt) = (1, 1, 0);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (quotedAt > 0)
            {
                if (character == Quote && at + 1 < text.Length && text[at + 1] == Quote)
                    cell.Append(text[++at]);
                else if (character == Quote)
                    quotedAt = 0;
                else
                    cell.Append(character);
                if (character == '\n')
                    line++;
                continue;
            }

            if (character == Quote && cell.ToString().AsSpan().IsWhiteSpace())
            {
                cell.Clear();
                quotedAt = line;
            }
            else if (character == separator)
            {
                Take(cells, cell);
            }
            else if (character == '\n')
            {
                Take(cells, cell);
                End(rows, cells, began);
                began = ++line;
            }
            else if (character != '\r')
            {
                cell.Append(character);
            }
        }

        open = quotedAt;
        if (cell.Length > 0 || cells.Count > 0)
        {
            Take(cells, cell);
            End(rows, cells, began);
        }

        return rows.ToImmutable();
    }

    private static void Take(ImmutableArray<string>.Builder cells, StringBuilder cell)
    {
        cells.Add(cell.ToString().Trim());
        cell.Clear();
    }

    private static void End(ImmutableArray<PublicRow>.Builder rows, ImmutableArray<string>.Builder cells, int line)
    {
        if (cells.Any(static text => text.Length > 0))
            rows.Add(new PublicRow(line, cells.ToImmutable()));
        cells.Clear();
    }
}
