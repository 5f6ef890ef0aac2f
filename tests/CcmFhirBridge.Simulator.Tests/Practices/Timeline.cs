using System.Text.Json;

namespace CcmFhirBridge.Simulator.Tests.Practices;

/// <summary>Seconds of one patient, each counted once; a second shared with another patient is worth a half.</summary>
internal sealed class Timeline(TimeZoneInfo zone)
{
    private readonly Dictionary<DateTimeOffset, bool> seconds = [];

    public int Seconds => ((seconds.Values.Count(shared => !shared) * 2) + seconds.Values.Count(shared => shared)) / 2;

    public void Add(DateTimeOffset second, bool shared) => seconds[second] = shared;

    public DateOnly Day(int threshold)
    {
        var halves = 0;
        foreach (var (second, shared) in seconds.OrderBy(second => second.Key))
        {
            halves += shared ? 1 : 2;
            if (halves >= threshold * 2)
                return DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(second, zone).DateTime);
        }
        throw new InvalidOperationException("The seconds do not reach the threshold.");
    }
}

/// <summary>A care management entry as the test reads it.</summary>
internal sealed record Entry(string Patient, string Who, DateTimeOffset Start, DateTimeOffset? End, bool DateOnly, bool Countable)
{
    public bool ByPractitioner => Who.StartsWith("Practitioner/dr-", StringComparison.Ordinal) || Who.StartsWith("Practitioner/np-", StringComparison.Ordinal);

    public static Entry Of(JsonElement encounter)
    {
        var period = encounter.GetProperty("period");
        var start = DateTimeOffset.Parse(period.GetProperty("start").GetString()!);
        DateTimeOffset? end = period.TryGetProperty("end", out var till) ? DateTimeOffset.Parse(till.GetString()!) : null;
        if (encounter.TryGetProperty("length", out var length))
        {
            var byLength = start.AddSeconds(length.GetProperty("value").GetInt32());
            end = end is null || byLength < end ? byLength : end;
        }
        var codes = encounter.GetProperty("type").EnumerateArray().Select(type => type.GetProperty("coding")[0].GetProperty("code").GetString()).ToList();
        var who = encounter.GetProperty("participant")[0].GetProperty("individual").GetProperty("reference").GetString()!;
        string[] counting = ["rn-", "lpn-", "cma-", "dr-", "np-"];
        var works = counting.Any(prefix => who.StartsWith("Practitioner/" + prefix, StringComparison.Ordinal));
        var believable = end is null || end - start <= TimeSpan.FromHours(4);
        return new Entry(
            encounter.GetProperty("subject").GetProperty("reference").GetString()!, who, start, end, period.GetProperty("start").GetString()!.Length == 10,
            works && believable && !codes.Contains("scheduling") && !codes.Contains("rpm"));
    }
}
