using System.Text.Json;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Pipeline.Figures;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Status;

namespace CcmFhirBridge.Outputs;

/// <summary>Tenants at a glance, for people and for machines.</summary>
internal static class StatusOutput
{
    private static readonly Outcome[] Outcomes = [Outcome.Bill, Outcome.Hold, Outcome.Block, Outcome.None];

    public static void Write(ReportConsole console, BridgeHome home, IReadOnlyList<TenantStatus> statuses)
    {
        if (statuses.Count == 0)
        {
            console.Line($"{home.Tenants} holds no good tenant file. Create one with 'ccm-bridge tenant new'.");
            return;
        }

        console.Table(
            [
                new("Tenant"), new("Last sync"), new("Month"), new("Bill", Right: true), new("Hold", Right: true), new("Block", Right: true),
                new("None", Right: true), new("Changed", Right: true), new("Outbox", Right: true), new("In doubt", Right: true), new("Set aside", Right: true), new("Gaps", Right: true),
            ],
            statuses.Select(Row));
        foreach (var status in statuses.Where(status => !status.Tasks.IsEmpty))
        {
            console.Heading($"{status.Tenant.Slug}: {status.Tenant.Name}");
            foreach (var task in status.Tasks)
                console.Line($"{Sign(task.Urgency)} {task.What} {task.Advice}");
        }
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<TenantStatus> statuses)
    {
        foreach (var status in statuses)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", status.Tenant.Slug);
                writer.WriteString("name", status.Tenant.Name);
                Instant(writer, "lastSync", status.LastSync);
                if (status.Lag is { } lag)
                    writer.WriteNumber("lagSeconds", (long)lag.TotalSeconds);
                else
                    writer.WriteNull("lagSeconds");
                if (status.Figures is { } figures)
                    Write(writer, figures);
                writer.WriteStartArray("tasks");
                foreach (var task in status.Tasks)
                {
                    writer.WriteStartObject();
                    writer.WriteString("urgency", task.Urgency.ToString().ToLowerInvariant());
                    writer.WriteString("code", task.Code);
                    writer.WriteString("what", task.What);
                    writer.WriteString("advice", task.Advice);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
        }
    }

    private static IReadOnlyList<string> Row(TenantStatus status)
    {
        var figures = status.Figures;
        return
        [
            status.Tenant.Slug,
            status.Lag is { } lag ? Spans.Say(lag) + " ago" : "never",
            figures?.Month.ToString() ?? "–",
            .. Outcomes.Select(outcome => Number(figures?.Assessed.GetValueOrDefault(outcome))),
            Number(figures?.DirtyPatients), Number(figures?.Outbox.Depth), Number(figures?.Outbox.InDoubt),
            Number(figures?.Quarantined + figures?.Rejected + figures?.Held), Number(figures?.Gaps),
        ];
    }

    private static string Number(int? number) => number is { } known ? $"{known}" : "–";

    private static string Sign(Urgency urgency) => urgency switch
    {
        Urgency.Wrong => "✖",
        Urgency.Waiting => "▲",
        _ => "·",
    };

    private static void Write(Utf8JsonWriter writer, TenantFigures figures)
    {
        writer.WriteString("month", figures.Month.ToString());
        writer.WriteStartObject("patients");
        foreach (var outcome in Outcomes)
            writer.WriteNumber(Words.Of(outcome), figures.Assessed.GetValueOrDefault(outcome));
        writer.WriteNumber("dirty", figures.DirtyPatients);
        writer.WriteEndObject();
        writer.WriteStartObject("outbox");
        writer.WriteNumber("depth", figures.Outbox.Depth);
        writer.WriteNumber("inDoubt", figures.Outbox.InDoubt);
        writer.WriteNumber("mostAttempts", figures.Outbox.MostAttempts);
        Instant(writer, "oldestSince", figures.Outbox.OldestSince);
        writer.WriteEndObject();
        writer.WriteNumber("quarantined", figures.Quarantined);
        writer.WriteNumber("rejected", figures.Rejected);
        writer.WriteNumber("held", figures.Held);
        writer.WriteNumber("gaps", figures.Gaps);
        writer.WriteNumber("incompleteTypes", figures.IncompleteTypes);
        writer.WriteStartArray("unreadTypes");
        foreach (var type in figures.UnreadTypes)
            writer.WriteStringValue(type);
        writer.WriteEndArray();
        Instant(writer, "lastEncounters", figures.LastEncounters);
        Instant(writer, "lastAudit", figures.LastAudit);
        writer.WriteStartArray("months");
        foreach (var month in figures.Months)
        {
            writer.WriteStartObject();
            writer.WriteString("month", month.Month.ToString());
            writer.WriteString("state", month.State switch
            {
                MonthState.InReview => "in-review",
                MonthState.Closed => "closed",
                MonthState.Reopened => "reopened",
                _ => "open",
            });
            writer.WriteString("reason", month.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Instant(Utf8JsonWriter writer, string name, DateTimeOffset? instant)
    {
        if (instant is { } known)
            writer.WriteString(name, known);
        else
            writer.WriteNull(name);
    }
}
