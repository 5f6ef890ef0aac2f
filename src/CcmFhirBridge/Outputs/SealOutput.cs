using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Pipeline.Months;

namespace CcmFhirBridge.Outputs;

/// <summary>What was sealed of a month, whether it still holds, and what came late.</summary>
internal static class SealOutput
{
    public static void Write(ReportConsole console, MonthOverview overview)
    {
        if (overview.Chain.Seal is { } seal)
            console.Line($"Seal {seal[..16]}…: {(overview.Broken.IsEmpty ? "what is stored is what was sealed." : "what is stored is NOT what was sealed.")}");
        else if (overview.Month.State == MonthState.Closed)
            console.Line("Not sealed: it was closed by a version that did not seal, or its first pass has not ended.");
        foreach (var broken in overview.Broken)
            console.Line("  " + broken);
        foreach (var said in overview.Chain.Events)
            console.Line($"  {said.At:u} {MonthEventJson.Word(said.Step)}{(said.By is null ? "" : $" by {said.By}")}{(said.Reason is null ? "" : $": {said.Reason}")}");
        foreach (var late in overview.Late)
            console.Line($"Late: {late.Patient} was {What(late.Was)} and is {What(late.Now)}.");
        if (!overview.Late.IsEmpty && overview.Month.State == MonthState.Closed)
            console.Line($"What is late does not leave by itself: ccm-bridge month reopen {overview.Month.Month} --reason TEXT. Claims that have left: ccm-bridge corrections list");
    }

    /// <summary>Writes the members into an object that is open.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, MonthOverview overview)
    {
        writer.WriteString("seal", overview.Chain.Seal);
        if (overview.Chain.Seal is null && overview.Broken.IsEmpty)
            writer.WriteNull("sealHolds");
        else
            writer.WriteBoolean("sealHolds", overview.Broken.IsEmpty);
        writer.WriteStartArray("broken");
        foreach (var broken in overview.Broken)
            writer.WriteStringValue(broken);
        writer.WriteEndArray();
        writer.WriteStartArray("history");
        foreach (var (said, link) in overview.Chain.Events.Zip(overview.Chain.Links))
        {
            writer.WriteStartObject();
            writer.WriteString("step", MonthEventJson.Word(said.Step));
            writer.WriteString("at", said.At.ToString("u", CultureInfo.InvariantCulture));
            writer.WriteString("by", said.By);
            writer.WriteString("reason", said.Reason);
            writer.WriteString("seal", link.Seal);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("late");
        foreach (var late in overview.Late)
        {
            writer.WriteStartObject();
            writer.WriteString("patient", late.Patient);
            writer.WriteString("was", What(late.Was));
            writer.WriteString("now", What(late.Now));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string What(SealedAssessment? assessment) =>
        assessment is null ? "not known" : assessment.Lines.Length == 0 ? Words.Of(assessment.Outcome) : $"{Words.Of(assessment.Outcome)} {assessment.Lines}";
}
