using System.Buffers;
using System.Globalization;
using System.Text;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;

namespace CcmFhirBridge.Outputs;

/// <summary>One line a patient, in the format asked for.</summary>
internal abstract class AssessmentLines
{
    private static readonly string[] Titles =
        ["patient", "month", "outcome", "lines", "dateOfService", "charge", "amount", "countedSeconds", "excludedSeconds", "failed"];

    public static AssessmentLines For(string format, bool explain) => format switch
    {
        "csv" => new Csv(),
        "table" => new Table(),
        _ => new Ndjson(explain),
    };

    public virtual void WriteHeader(Stream output)
    {
    }

    public abstract void Write(Assessment assessment, IBufferWriter<byte> line);

    private static string[] Cells(Assessment assessment) =>
    [
        assessment.Patient,
        assessment.Month.ToString(),
        Words.Of(assessment.Outcome),
        string.Join(' ', assessment.Lines.Select(line => $"{line.Code}x{line.Units}")),
        assessment.Lines.IsEmpty ? string.Empty : assessment.Lines[0].DateOfService.ToString("O", CultureInfo.InvariantCulture),
        Sum(assessment.Lines.Select(line => line.Charge)),
        Sum(assessment.Lines.Select(line => line.Amount)),
        $"{assessment.Time.ClinicalStaff + assessment.Time.Practitioner}",
        $"{assessment.Time.Excluded}",
        string.Join(' ', assessment.Findings
            .Where(finding => finding.Result != FindingResult.Met && finding.Severity >= Severity.Hold)
            .Select(finding => finding.Rule)),
    ];

    private static string Sum(IEnumerable<decimal?> amounts)
    {
        var all = amounts.ToList();
        return all.Count == 0 || all.Contains(null) ? string.Empty : all.Sum(amount => amount!.Value).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static void WriteText(string text, IBufferWriter<byte> line) => Encoding.UTF8.GetBytes(text, line);

    private sealed class Ndjson(bool explain) : AssessmentLines
    {
        public override void Write(Assessment assessment, IBufferWriter<byte> line) => line.Write(AssessmentJson.ToUtf8(assessment, explain));
    }

    private sealed class Csv : AssessmentLines
    {
        public override void WriteHeader(Stream output) => output.Write(Encoding.UTF8.GetBytes(string.Join(',', Titles) + "\n"));

        public override void Write(Assessment assessment, IBufferWriter<byte> line) => WriteText(string.Join(',', Cells(assessment).Select(Quote)), line);

        // A spreadsheet takes a cell that starts with one of these for a formula.
        private static string Quote(string cell)
        {
            var safe = cell.Length > 0 && "=+-@\t\r".Contains(cell[0]) ? "'" + cell : cell;
            return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        }
    }

    private sealed class Table : AssessmentLines
    {
        private static readonly int[] Widths = [-44, -8, -7, -24, -14, 9, 9, 15, 16, 0];

        public override void WriteHeader(Stream output) => output.Write(Encoding.UTF8.GetBytes(Row(Titles) + "\n"));

        public override void Write(Assessment assessment, IBufferWriter<byte> line) => WriteText(Row(Cells(assessment)), line);

        private static string Row(IReadOnlyList<string> cells) => string.Join(
            "  ", cells.Select((cell, index) => Widths[index] < 0 ? cell.PadRight(-Widths[index]) : cell.PadLeft(Widths[index]))).TrimEnd();
    }
}
