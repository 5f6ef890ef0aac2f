using System.Globalization;
using System.Text;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Decisions;

namespace CcmFhirBridge.Outputs;

/// <summary>Decisions as a person or a machine reads them.</summary>
internal static class DecisionOutput
{
    /// <summary>A decision that was just recorded, with the month before and after it.</summary>
    public static void Write(CommandEnvironment environment, bool json, RecordedDecision recorded)
    {
        var (decision, before, after, _) = recorded;
        var notFollowed = recorded.NotFollowed;
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                DecisionJson.WriteMembers(writer, decision);
                writer.WriteString("before", AssessmentJson.Word(before.Outcome));
                writer.WriteString("after", AssessmentJson.Word(after.Outcome));
                writer.WriteBoolean("followed", notFollowed is null);
                if (notFollowed is not null)
                    writer.WriteString("notFollowed", notFollowed);
            });
            return;
        }

        environment.Out.WriteLine($"Recorded {decision.Id}: {Words.Of(decision)}, {decision.Patient} {decision.Month}, by {decision.By}.");
        environment.Out.WriteLine($"Before: {Words.Of(before.Outcome)}, {Lines(before)}. Now: {Words.Of(after.Outcome)}, {Lines(after)}.");
        if (notFollowed is not null)
            environment.Out.WriteLine($"Not followed: {notFollowed}");
        foreach (var finding in after.Findings.Where(finding => finding is { LiftedBy: null, Result: not FindingResult.Met, Severity: >= Severity.Hold }))
            environment.Out.WriteLine($"Still {Words.Of(finding.Severity)}: {finding.Rule}: {finding.Message}");
    }

    /// <summary>A list; as NDJSON in the form that is read back.</summary>
    public static void Write(CommandEnvironment environment, bool json, IReadOnlyList<HumanDecision> decisions)
    {
        if (json)
        {
            foreach (var decision in decisions)
                environment.Out.WriteLine(Encoding.UTF8.GetString(DecisionJson.ToUtf8(decision)));
            return;
        }

        if (decisions.Count == 0)
        {
            environment.Out.WriteLine("No decisions are recorded.");
            return;
        }

        var takenBack = DecisionsInForce.TakenBack(decisions);
        new ReportConsole(environment.Out, environment.Colour).Table(
            [new("Id"), new("Patient"), new("Month"), new("Decision", NoWrap: false), new("By"), new("At"), new("Why", NoWrap: false)],
            decisions.Select(decision => (IReadOnlyList<string>)
            [
                decision.Id, decision.Patient, decision.Month.ToString(), Words.Of(decision) + (takenBack.Contains(decision.Id) ? " (taken back)" : ""), decision.By,
                decision.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture), decision.Reason,
            ]));
    }

    /// <summary>What recording a file came to.</summary>
    public static void Write(CommandEnvironment environment, bool json, int read, int recorded)
    {
        if (json)
        {
            JsonLine.Write(environment.Out, writer =>
            {
                writer.WriteNumber("read", read);
                writer.WriteNumber("recorded", recorded);
            });
            return;
        }

        environment.Out.WriteLine($"Read {Words.Count(read, "decision")}, recorded {recorded}; {read - recorded} were recorded already.");
    }

    private static string Lines(Assessment assessment) => assessment.Lines.IsEmpty ? "no lines" : Words.Lines(assessment.Lines);
}
