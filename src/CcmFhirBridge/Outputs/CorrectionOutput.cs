using System.Globalization;
using CcmFhirBridge.Pipeline.Corrections;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Outputs;

/// <summary>Corrections for people and for machines.</summary>
internal static class CorrectionOutput
{
    public static void Write(ReportConsole console, string tenant, IReadOnlyList<CorrectionStatus> corrections, IReadOnlyList<TakeBack> takeBacks)
    {
        if (corrections.Count == 0)
        {
            console.Line("Every claim that has left says what the record says.");
            return;
        }

        console.Table(
            [new("Id"), new("Patient"), new("Month"), new("Kind"), new("Billed"), new("Supported"), new("Charge", Right: true), new("Found"), new("Return by"), new("State")],
            corrections.Select(status => (IReadOnlyList<string>)
            [
                status.Correction.Id, status.Correction.Patient, status.Correction.Month.ToString(), CorrectionJson.Word(status.Correction.Kind),
                Correction.Words(status.Correction.Billed), Correction.Words(status.Correction.Supported), Words.Money(status.Correction.ChargeDifference),
                Day(status.Correction.IdentifiedOn), status.Correction.ReturnBy is { } day ? Day(day) : "", State(status),
            ]));
        foreach (var status in corrections.Where(status => status.IsOpen))
        {
            console.Line($"{status.Correction.Id}: {string.Join(' ', status.Correction.Differences)}");
            console.Line($"  {status.Correction.Remedy}");
        }

        foreach (var (status, back) in corrections.SelectMany(status => OfCorrection(status, takeBacks).Select(back => (status, back))))
            console.Line($"{status.Correction.Id} waits until the EHR has taken back {back.RevisionIdentifier} ({Words.Of(back.State)}){(back.Reason is null ? "" : $": {back.Reason}")}");
        if (corrections.Any(status => status.IsOpen))
            console.Line($"When it is done: ccm-bridge corrections done ID --reason TEXT --tenant {tenant}");
    }

    public static void WriteJson(TextWriter output, string tenant, IReadOnlyList<CorrectionStatus> corrections, IReadOnlyList<TakeBack> takeBacks)
    {
        foreach (var status in corrections)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                CorrectionJson.WriteMembers(writer, status.Correction);
                writer.WriteString("remedy", status.Correction.Remedy);
                writer.WriteString("state", State(status));
                writer.WriteString("since", status.Last.At.ToString("u", CultureInfo.InvariantCulture));
                writer.WriteString("by", status.Last.By);
                writer.WriteString("reason", status.Last.Reason);
                writer.WriteStartArray("waitsFor");
                foreach (var back in OfCorrection(status, takeBacks))
                {
                    writer.WriteStartObject();
                    writer.WriteString("identifier", back.RevisionIdentifier);
                    writer.WriteString("state", Words.Of(back.State));
                    writer.WriteString("reason", back.Reason);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }
    }

    private static IEnumerable<TakeBack> OfCorrection(CorrectionStatus status, IReadOnlyList<TakeBack> takeBacks) => status.IsOnItsWay
        ? takeBacks.Where(back => back.RevisionIdentifier.StartsWith(status.Correction.Identifier + "R", StringComparison.Ordinal))
        : [];

    public static string State(CorrectionStatus status) => status.Last.Step switch
    {
        CorrectionStep.Identified => "open",
        CorrectionStep.Gone => "gone",
        CorrectionStep.Approved => "approved",
        _ => "done",
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
