namespace CcmFhirBridge.Torture;

/// <summary>Which practice is attacked.</summary>
/// <param name="Seed">Of its generator.</param>
/// <param name="Rung">Which create its EHR offers, as an index of <see cref="AttackedPractice.Ladder"/>.</param>
/// <param name="Store">What it is stored in.</param>
/// <param name="Patients">How many it has.</param>
internal sealed record AttackSetting(int Seed, int Rung, AttackStore Store, int Patients)
{
    /// <summary>How long the EHR's tokens are good; null: it lets everybody in.</summary>
    public TimeSpan? TokenLife { get; init; }

    /// <summary>How long a request may take, by the clock of the product.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public override string ToString() => $"{AttackedPractice.Ladder[Rung]}, {Store}, practice seed {Seed}";
}
