namespace CcmFhirBridge.Domain.RulePacks;

/// <summary>US dollars with two places, rounded half away from zero: the one place that rounds.</summary>
public static class Money
{
    /// <summary>The amount with two places.</summary>
    public static decimal Round(decimal amount) => decimal.Round(amount, 2, MidpointRounding.AwayFromZero);

    /// <summary>So many percent of the amount, rounded.</summary>
    public static decimal Percent(decimal amount, decimal percent) => Round(amount * percent / 100m);
}
