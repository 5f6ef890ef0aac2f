namespace CcmFhirBridge.Domain.Assessments.Pathways;

/// <summary>Ticks are summed; whole seconds are floored once, here.</summary>
internal static class WholeSeconds
{
    public static int Of(long ticks) => checked((int)(ticks / TimeSpan.TicksPerSecond));
}
