using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Outputs;

/// <summary>What a sync read, type by type, in figures that add up.</summary>
internal static class SyncReportOutput
{
    public static void WriteTable(ReportConsole console, SyncReport report)
    {
        console.Table(
            [new("Type"), new("Read how"), new("Read", Right: true), new("New", Right: true), new("Changed", Right: true),
                new("Same", Right: true), new("Deleted", Right: true), new("Not needed", Right: true), new("Gaps", Right: true)],
            report.Types.Select(type => (IReadOnlyList<string>)
            [
                type.ResourceType, type.Form is { } form ? $"{How(type)} ({form.Word})" : How(type), $"{type.Read}", $"{type.Stored.Added}", $"{type.Stored.Changed}", $"{type.Stored.Unchanged}",
                $"{type.Deleted}", $"{type.Stored.Ignored}", $"{type.Stored.Unreadable}",
            ]));
        var stored = report.Stored;
        console.Line($"Read {report.Read} = {stored.Added} new + {stored.Changed} changed + {stored.Unchanged} same + {stored.Ignored} not needed + {stored.Unreadable} gaps{(report.Quarantined > 0 ? $" + {report.Quarantined} kept out" : "")}.");
        if (report.Types.Where(type => type.ByReference > 0).ToList() is { Count: > 0 } named)
            console.Line($"By reference, since no search showed them: {string.Join(", ", named.Select(type => $"{type.ByReference} {type.ResourceType}"))}.");
        if (report.Departed > 0)
            console.Line($"{report.Departed} {(report.Departed == 1 ? "patient is" : "patients are")} not on the list of ehr.population any more: not read again, and what was read before stays and is billed as it stands.");
        foreach (var gap in report.Types.SelectMany(type => type.Gaps).Take(20))
            console.Line($"Gap: {gap.Source?.Key ?? "page"} {gap.Path}: {gap.Message} ({gap.Code})");
        foreach (var line in report.StatementChange?.Lines ?? [])
            console.Line($"Warning: the EHR says something else of itself: {line}.");
        foreach (var type in report.Types)
        {
            foreach (var warning in type.Warnings)
                console.Line($"Warning: {type.ResourceType} is {warning}.");
        }

        foreach (var doubt in report.Doubts.DistinctBy(doubt => (doubt.Patient, doubt.Doubt.ResourceType)).Take(20))
            console.Line($"Held: the months of {doubt.Patient}, until everything of {doubt.Doubt.ResourceType} is shown. {doubt.Doubt.Message}");
        foreach (var type in report.Types.Where(type => report.UnreadTypes.Contains(type.ResourceType)))
            console.Line($"Warning: {type.ResourceType} is not known: {type.Withheld ?? (type.PossiblyIncomplete ? "it was not yet read whole" : "the EHR does not have it")}. Until then {NeededTypes.CostOf(type.ResourceType)}.");
        foreach (var type in report.Types.Where(type => type.PossiblyIncomplete))
            console.Line($"{type.ResourceType}: {type.Reason ?? "the EHR may not have shown everything"}; a month cannot close on this read.");
    }

    public static void WriteJson(TextWriter output, string tenant, SyncReport report)
    {
        foreach (var type in report.Types)
        {
            JsonLine.Write(output, writer =>
            {
                writer.WriteString("tenant", tenant);
                writer.WriteString("type", type.ResourceType);
                writer.WriteString("kind", How(type));
                if (type.Form is { } form)
                    writer.WriteString("form", form.Word);
                if (type.Because is not null)
                    writer.WriteString("because", type.Because);
                if (!type.Warnings.IsEmpty)
                {
                    writer.WriteStartArray("warnings");
                    foreach (var warning in type.Warnings)
                        writer.WriteStringValue(warning);
                    writer.WriteEndArray();
                }

                writer.WriteBoolean("known", !report.UnreadTypes.Contains(type.ResourceType));
                if (type.Withheld is not null)
                    writer.WriteString("withheld", type.Withheld);
                writer.WriteNumber("read", type.Read);
                if (type.ByReference > 0)
                    writer.WriteNumber("byReference", type.ByReference);
                writer.WriteNumber("added", type.Stored.Added);
                writer.WriteNumber("changed", type.Stored.Changed);
                writer.WriteNumber("unchanged", type.Stored.Unchanged);
                writer.WriteNumber("deleted", type.Deleted);
                if (type.Departed > 0)
                    writer.WriteNumber("departed", type.Departed);
                writer.WriteNumber("ignored", type.Stored.Ignored);
                writer.WriteNumber("gaps", type.Stored.Unreadable);
                writer.WriteNumber("quarantined", type.Quarantined);
                writer.WriteBoolean("possiblyIncomplete", type.PossiblyIncomplete);
                MonthOutput.WriteDoubts(writer, type.Doubts);
                if (type.Reason is not null)
                    writer.WriteString("reason", type.Reason);
            });
        }
    }

    private static string How(TypeSync type) => type.Kind switch
    {
        ReadKind.NotOffered => "not offered",
        ReadKind.NotGranted => "not granted",
        ReadKind.Changes => "changes",
        _ => type.PossiblyIncomplete ? "incomplete" : type.Doubts.IsEmpty ? "all" : "all but some",
    };
}
