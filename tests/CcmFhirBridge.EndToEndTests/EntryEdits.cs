using System.Globalization;
using System.Text.Json.Nodes;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>What somebody at the practice does to a time entry.</summary>
internal static class EntryEdits
{
    public static void OneSecondLonger(JsonObject entry)
    {
        var period = entry["period"]!.AsObject();
        period["end"] = Later(period["end"]!);
        if (entry["length"] is JsonObject length)
            length["value"] = (int)length["value"]! + 1;
        if (entry["participant"]![0]!["period"] is JsonObject own)
            own["end"] = Later(own["end"]!);
    }

    private static string Later(JsonNode at) =>
        DateTimeOffset.Parse((string)at!, CultureInfo.InvariantCulture).AddSeconds(1).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
}
