using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Outputs;

/// <summary>Which tables of amounts a pack has, and which of its files are this home's own.</summary>
internal static class LoadedLists
{
    public static void Write(ReportConsole console, RulePack pack, ImmutableArray<HomeRuleFile> own)
    {
        var tables = Tables(pack);
        if (tables.Count > 0)
            console.Line($"Amounts by locality are worked out for: {string.Join("; ", tables.Select(static table => $"{Day(table.From)} to {Day(table.Through)} ({(table.Localities == 0 ? "national only" : Words.Count(table.Localities, "locality", "localities"))})"))}.");
        foreach (var file in own)
            console.Line($"This home's own: {file.Name}, sha256 {file.Hash[..16]}{(file.Replaces ? ", in place of that of the product" : "")}.");
    }

    public static void Write(Utf8JsonWriter writer, RulePack pack, ImmutableArray<HomeRuleFile> own)
    {
        writer.WriteStartArray("amountTables");
        foreach (var table in Tables(pack))
        {
            writer.WriteStartObject();
            writer.WriteString("from", Day(table.From));
            writer.WriteString("through", Day(table.Through));
            writer.WriteNumber("localities", table.Localities);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("homeFiles");
        foreach (var file in own)
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            writer.WriteString("sha256", file.Hash);
            writer.WriteBoolean("replaces", file.Replaces);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static List<(DateOnly From, DateOnly Through, int Localities)> Tables(RulePack pack) =>
        [.. pack.Fees.Tables.Reverse().Select(table => (table.From, table.Through, pack.Fees.LocalitiesOn(table.From)?.Localities.Count ?? 0))];

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
