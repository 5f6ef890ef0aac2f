using System.Text.Json;
using CcmFhirBridge.Domain.Periods;

namespace CcmFhirBridge.Demos;

/// <summary>When the demo takes place. Its rules are dated, so its clock must be too.</summary>
/// <param name="Month">The service month that it closes.</param>
/// <param name="Now">Its fixed clock.</param>
internal sealed record DemoSetting(ServiceMonth Month, DateTimeOffset Now)
{
    public static DemoSetting Load(PracticeTimeZone zone)
    {
        using var stream = typeof(DemoSetting).Assembly.GetManifestResourceStream("demo.json")!;
        using var json = JsonDocument.Parse(stream);
        var local = json.RootElement.GetProperty("localTime").GetDateTime();
        return new DemoSetting(
            ServiceMonth.Parse(json.RootElement.GetProperty("month").GetString()!),
            zone.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local)));
    }
}

/// <summary>A clock that stands still; waits still take real time.</summary>
internal sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
