using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What somebody at the practice does to a time entry.</summary>
internal static class EntryEdits
{
    public static void OneSecondLonger(JsonObject entry) => Longer(entry, 1);

    public static void OneSecondShorter(JsonObject entry) => Longer(entry, -1);

    private static void Longer(JsonObject entry, int seconds)
    {
        var period = entry["period"]!.AsObject();
        period["end"] = Later(period["end"]!, seconds);
        if (entry["length"] is JsonObject length)
            length["value"] = (int)length["value"]! + seconds;
        if (entry["participant"]![0]!["period"] is JsonObject own)
            own["end"] = Later(own["end"]!, seconds);
    }

    private static string Later(JsonNode at, int seconds) =>
        DateTimeOffset.Parse((string)at!, CultureInfo.InvariantCulture).AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
