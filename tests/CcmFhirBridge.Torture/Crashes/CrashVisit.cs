namespace CcmFhirBridge.Torture.Crashes;

/// <summary>What dies.</summary>
internal enum CrashVictim
{
    /// <summary><c>month close</c>.</summary>
    Close,

    /// <summary><c>run</c>.</summary>
    Service,
}

/// <summary>One planned death.</summary>
/// <param name="Point">Where.</param>
/// <param name="Hit">At which time that the process is there, from 1.</param>
internal sealed record CrashVisit(string Point, int Hit)
{
    public override string ToString() => Hit == 1 ? Point : $"{Point} #{Hit}";
}

/// <summary>Deaths that one practice suffers one after the other: each process recovers from the death before and dies at the next point.</summary>
/// <param name="Practice">Which practice.</param>
/// <param name="Victim">What dies.</param>
/// <param name="Visits">The deaths, in the order in which a run meets them.</param>
internal sealed record CrashChain(AttackSetting Practice, CrashVictim Victim, IReadOnlyList<CrashVisit> Visits)
{
    public override string ToString() => $"{Victim}, {Practice}";
}
