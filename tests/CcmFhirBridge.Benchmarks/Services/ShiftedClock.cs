namespace CcmFhirBridge.Benchmarks.Services;

/// <summary>The system's clock, so much earlier as is said, and later by a step with every look at it.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Earlier { get; set; }

    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - (Earlier -= Step);
}
