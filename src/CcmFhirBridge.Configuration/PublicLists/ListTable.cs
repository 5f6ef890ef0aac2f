using System.Collections.Immutable;
using System.Globalization;

namespace CcmFhirBridge.Configuration.PublicLists;

/// <summary>The rows of a published list below its header, strict about columns.</summary>
internal sealed class ListTable
{
    private readonly PublicFile _file;
    private readonly ImmutableArray<string> _header;

    private ListTable(PublicFile file, ImmutableArray<string> header, ImmutableArray<PublicRow> before, ImmutableArray<PublicRow> rows)
    {
        _file = file;
        _header = header;
        Before = before;
        Rows = rows;
    }

    /// <summary>Rows above the header: title, copyright, release.</summary>
    public ImmutableArray<PublicRow> Before { get; }

    /// <summary>Rows below the header.</summary>
    public ImmutableArray<PublicRow> Rows { get; }

    /// <summary>The table below the one header of <paramref name="known"/> that the file has.</summary>
    /// <exception cref="ConfigurationException">It has none of them: the nearest row is compared with what was expected, cell by cell.</exception>
    public static ListTable Find(PublicFile file, string what, IReadOnlyList<ImmutableArray<string>> known, out int layout)
    {
        for (var at = 0; at < file.Rows.Length; at++)
        {
            for (layout = 0; layout < known.Count; layout++)
            {
                if (Fits(file.Rows[at].Cells, known[layout]))
                    return new ListTable(file, known[layout], file.Rows[..at], file.Rows[(at + 1)..]);
            }
        }

        throw NoHeader(file, what, known);
    }

    /// <summary>A cell of a row by the place of its column.</summary>
    public string Cell(PublicRow row, int column)
    {
        Check(row);
        return row.Cells[column];
    }

    /// <summary>Refuses a row that has not as many cells as the header.</summary>
    public void Check(PublicRow row)
    {
        if (row.Cells.Length != _header.Length && !(row.Cells.Length > _header.Length && row.Cells[_header.Length..].All(static cell => cell.Length == 0)))
            throw _file.Refuse(row.Line, "list.row", string.Create(CultureInfo.InvariantCulture, $"the row has {row.Cells.Length} cells, not {_header.Length}: the file was cut off or changed. Download it again."));
    }

    /// <summary>A number that is not negative.</summary>
    public decimal Number(PublicRow row, int column) =>
        decimal.TryParse(Cell(row, column), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw _file.Refuse(row.Line, "list.row", $"'{Shorten(row.Cells[column])}' under '{_header[column]}' is no number. Download the file again; never correct a published list by hand.");

    public static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static bool Fits(ImmutableArray<string> cells, ImmutableArray<string> header)
    {
        if (cells.Length < header.Length)
            return false;
        for (var at = 0; at < header.Length; at++)
        {
            if (!Same(cells[at], header[at]))
                return false;
        }

        return cells[header.Length..].All(static cell => cell.Length == 0);
    }

    // Quotes, stars of footnotes and line breaks inside a heading differ between editions and mean nothing.
    private static bool Same(string cell, string expected) => Plain(cell).Equals(Plain(expected), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string cell) => string.Concat(cell.Where(static character => character is not ('\'' or '*' or '\r' or '\n' or ' ')));

    private static ConfigurationException NoHeader(PublicFile file, string what, IReadOnlyList<ImmutableArray<string>> known)
    {
        var (nearest, header, hits) = (file.Rows.IsEmpty ? new PublicRow(1, []) : file.Rows[0], known[0], 0);
        foreach (var row in file.Rows.Take(40))
        {
            foreach (var candidate in known)
            {
                var found = candidate.Zip(row.Cells).Count(static pair => Same(pair.First, pair.Second));
                if (found > hits)
                    (nearest, header, hits) = (row, candidate, found);
            }
        }

        var at = 0;
        while (at < header.Length && at < nearest.Cells.Length && Same(nearest.Cells[at], header[at]))
            at++;
        var message = hits < 2
            ? $"this is no {what}: it has no header with the columns {string.Join(", ", known[0].Take(5))}{(known[0].Length > 5 ? " and so on" : "")}. Check that this is the right file."
            : string.Create(CultureInfo.InvariantCulture, $"column {at + 1} of the {what} is '{(at < nearest.Cells.Length ? Shorten(nearest.Cells[at]) : "")}', not '{(at < header.Length ? header[at] : "")}'. The columns of the published file have changed; it is not read by guess.");
        return file.Refuse(nearest.Line, "list.header", message);
    }
}
