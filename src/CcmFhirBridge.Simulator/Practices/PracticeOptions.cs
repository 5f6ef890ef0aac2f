namespace CcmFhirBridge.Simulator.Practices;

/// <summary>What practice to invent.</summary>
public sealed record PracticeOptions
{
    /// <summary>Any day of the service month.</summary>
    public required DateOnly Month { get; init; }

    public int Patients { get; init; } = 250;

    public int Seed { get; init; } = 1;

    /// <summary>IANA zone of the practice.</summary>
    public string TimeZone { get; init; } = "America/New_York";
}
