namespace CcmFhirBridge.Torture.Kills;

/// <summary>When the child dies.</summary>
internal enum KillMoment
{
    /// <summary>The write is read, nothing is committed.</summary>
    BeforeCommit,

    /// <summary>The write is committed, its answer never leaves.</summary>
    AfterCommit,

    /// <summary>The answer of a write is about to leave.</summary>
    BeforeAnswer,

    /// <summary>The write is committed only when the next child has already asked and ended.</summary>
    LateCommit,

    /// <summary>The answer of any request is about to leave: pages of a sync, questions before a write.</summary>
    Reading,

    /// <summary>A moment after the last type of a sync is asked for: sweeping, assessing, planning.</summary>
    Planning,

    /// <summary>At any time.</summary>
    AnyTime,
}

/// <summary>One planned death.</summary>
/// <param name="Moment">When.</param>
/// <param name="Request">Which request of its kind since the child started, from 1.</param>
/// <param name="After">How long after that, or after the child started.</param>
internal sealed record KillPoint(KillMoment Moment, int Request, TimeSpan After)
{
    private static readonly KillMoment[] s_early = [KillMoment.Reading, KillMoment.Planning, KillMoment.Planning, KillMoment.AnyTime];
    private static readonly KillMoment[] s_late = [KillMoment.BeforeCommit, KillMoment.AfterCommit, KillMoment.BeforeAnswer, KillMoment.LateCommit, KillMoment.AnyTime];

    /// <summary>A point that the next child can reach.</summary>
    /// <param name="random">Seeded.</param>
    /// <param name="kills">Kills of this practice so far; the first ones hit before anything is written.</param>
    /// <param name="remaining">Writes that are still to come.</param>
    /// <param name="whole">How long a whole close takes.</param>
    public static KillPoint Draw(Random random, int kills, int remaining, TimeSpan whole)
    {
        var moments = kills < 2 ? s_early : s_late;
        var moment = moments[random.Next(moments.Length)];
        return moment switch
        {
            KillMoment.Reading => new(moment, random.Next(1, 30), TimeSpan.Zero),
            KillMoment.Planning => new(moment, 1, TimeSpan.FromMilliseconds(random.Next(1_200))),
            KillMoment.AnyTime => new(moment, 0, whole * random.NextDouble()),
            // Small steps: a practice must not be written after the first of them.
            _ => new(moment, random.Next(1, Math.Max(remaining / 3, 1) + 1), TimeSpan.Zero),
        };
    }

    public override string ToString() => Moment switch
    {
        KillMoment.AnyTime => $"{Moment} {After.TotalMilliseconds:F0} ms",
        KillMoment.Planning => $"{Moment} + {After.TotalMilliseconds:F0} ms",
        KillMoment.Reading => $"{Moment} request {Request}",
        _ => $"{Moment} write {Request}",
    };
}
