using System.Diagnostics;
using System.Text.Json;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>An EHR that hands out so many resources a second and no more; knows when it gave out the last one.</summary>
internal sealed class PacedReading(double perSecond) : IQuirk
{
    private long _began;
    private int _given;

    /// <summary>Resources given out since the beginning.</summary>
    public int Given => _given;

    /// <summary>When the newest page with an Encounter in it, the type that changes, left; as a timestamp of the stopwatch.</summary>
    public long LastByte { get; private set; }

    /// <summary>Counts from here.</summary>
    public void Begin() => (_began, _given) = (Stopwatch.GetTimestamp(), 0);

    public async ValueTask BeforeAnswerAsync(QuirkContext context, CancellationToken cancellation)
    {
        if (context.Answer is not { Status: 200, Body.Length: > 0 } answer || _began == 0)
            return;
        var body = JsonElement.Parse(answer.Body);
        var resources = body.TryGetProperty("entry", out var entries) ? entries.GetArrayLength() : 0;
        if (resources == 0)
            return;
        _given += resources;
        var wait = TimeSpan.FromSeconds(_given / perSecond) - Stopwatch.GetElapsedTime(_began);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, TimeProvider.System, cancellation);
        if (entries.EnumerateArray().Any(entry => entry.GetProperty("resource").GetProperty("resourceType").GetString() == "Encounter"))
            LastByte = Stopwatch.GetTimestamp();
    }
}
