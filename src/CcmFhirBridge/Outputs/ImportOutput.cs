using System.Collections.Immutable;
using System.Globalization;
using CcmFhirBridge.Commands;
using CcmFhirBridge.Configuration.PublicLists;
using CcmFhirBridge.Tenants;

namespace CcmFhirBridge.Outputs;

/// <summary>What an import of published lists changes, for people and for machines.</summary>
internal static class ImportOutput
{
    private const int Shown = 20;

    public static void Write(
        CommandEnvironment environment, bool json, IReadOnlyList<(ImportedList List, ImmutableArray<ListChange> Changes)> lists,
        IReadOnlyList<ImportEffect> effects, string version, bool applied)
    {
        if (json)
        {
            WriteJson(environment.Out, lists, effects, version, applied);
            return;
        }

        var console = new ReportConsole(environment.Out, environment.Colour);
        foreach (var (list, changes) in lists)
        {
            console.Heading($"{list.Name}: {list.Source}");
            console.Line(string.Create(CultureInfo.InvariantCulture, $"{Words.Count(list.Rows, "row")} read, {list.Kept} kept, in force from {list.From:yyyy-MM-dd}. {Words.Count(changes.Length, "value")} changed against what is loaded."));
            console.Table(
                [new("What"), new("Loaded", NoWrap: false), new("Published", NoWrap: false)],
                changes.Take(Shown).Select(static change => (IReadOnlyList<string>)[change.What, change.Before ?? "–", change.After ?? "–"]));
            if (changes.Length > Shown)
                console.Line($"… and {changes.Length - Shown} more ('--json' lists all).");
        }

        console.Heading("Months that are not closed");
        console.Table(
            [new("Tenant"), new("Month"), new("Patients", Right: true), new("Outcomes that would change", NoWrap: false), new("Other codes", Right: true), new("Allowed now", Right: true), new("Then", Right: true)],
            effects.Select(static effect => (IReadOnlyList<string>)
            [
                effect.Tenant, effect.Month.ToString(), $"{effect.Patients}",
                effect.Outcomes.IsEmpty ? "none" : string.Join(", ", effect.Outcomes.Select(static change => $"{change.Value} from {change.Key}")),
                $"{effect.Lines}", Words.Money(effect.Before), Words.Money(effect.After),
            ]));
        if (effects.Count == 0)
            console.Line("No practice of this home has anything stored, so there is no month to look at.");
        console.Line(applied
            ? $"Written into the home folder. Rule pack is now {version}; a running service goes by it from its next start, closed months keep theirs."
            : $"Dry run: nothing was written. With '--apply' the rule pack would be {version}.");
    }

    private static void WriteJson(
        TextWriter output, IReadOnlyList<(ImportedList List, ImmutableArray<ListChange> Changes)> lists, IReadOnlyList<ImportEffect> effects, string version, bool applied) => JsonLine.Write(output, writer =>
    {
        writer.WriteBoolean("applied", applied);
        writer.WriteString("rulePack", version);
        writer.WriteStartArray("lists");
        foreach (var (list, changes) in lists)
        {
            writer.WriteStartObject();
            writer.WriteString("name", list.Name);
            writer.WriteString("from", list.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            writer.WriteNumber("rows", list.Rows);
            writer.WriteNumber("kept", list.Kept);
            writer.WriteStartArray("changes");
            foreach (var change in changes)
            {
                writer.WriteStartObject();
                writer.WriteString("what", change.What);
                writer.WriteString("before", change.Before);
                writer.WriteString("after", change.After);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("months");
        foreach (var effect in effects)
        {
            writer.WriteStartObject();
            writer.WriteString("tenant", effect.Tenant);
            writer.WriteString("month", effect.Month.ToString());
            writer.WriteNumber("patients", effect.Patients);
            writer.WriteStartObject("outcomes");
            foreach (var (change, count) in effect.Outcomes)
                writer.WriteNumber(change, count);
            writer.WriteEndObject();
            writer.WriteNumber("otherCodes", effect.Lines);
            Money(writer, "amountBefore", effect.Before);
            Money(writer, "amountAfter", effect.After);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void Money(System.Text.Json.Utf8JsonWriter writer, string name, decimal? amount)
    {
        if (amount is { } known)
            writer.WriteNumber(name, known);
        else
            writer.WriteNull(name);
    }
}
