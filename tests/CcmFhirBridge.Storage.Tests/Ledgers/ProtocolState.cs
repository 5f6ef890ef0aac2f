using CcmFhirBridge.Domain.BillingPlans;

namespace CcmFhirBridge.Storage.Tests.Ledgers;

/// <summary>How a worker stands to the lease.</summary>
public enum Right
{
    None,

    /// <summary>Its fence is the newest.</summary>
    Newest,

    /// <summary>Another one took the tenant over, and it does not know.</summary>
    Stale,
}

/// <summary>Everything about one key: its row, what is on its way, what the EHR has, and where two workers are with it.</summary>
/// <param name="Row">State in the ledger.</param>
/// <param name="InFlight">Requests on their way.</param>
/// <param name="Hidden">Copies that the EHR has and does not show yet.</param>
/// <param name="Shown">Copies that it shows.</param>
/// <param name="Intends">Workers that committed it as sending and have not sent; a bit each.</param>
/// <param name="Awaits">Workers that sent it and have not recorded what came of it; a bit each.</param>
/// <param name="IsTaken">Whether the row says that the EHR took it.</param>
public readonly record struct ProtocolKey(
    LedgerState Row = LedgerState.Planned, int InFlight = 0, int Hidden = 0, int Shown = 0, int Intends = 0, int Awaits = 0, bool IsTaken = false)
{
    public int Copies => Hidden + Shown;
}

/// <summary>Two workers, two keys and one lease.</summary>
/// <param name="First">The first key.</param>
/// <param name="Second">The second key.</param>
/// <param name="Left">How the first worker stands to the lease.</param>
/// <param name="Right">How the second one does.</param>
/// <param name="IsHeld">Whether the lease is held, be it by a dead one.</param>
/// <param name="IsExpired">Whether what is held has run out.</param>
/// <param name="Broken">The promise that was broken on the way here, or null.</param>
public readonly record struct ProtocolState(
    ProtocolKey First, ProtocolKey Second, Right Left = Right.None, Right Right = Right.None, bool IsHeld = false, bool IsExpired = false, string? Broken = null)
{
    public const int Workers = 2;
    public const int Keys = 2;

    public static ProtocolState Begin { get; } = new(new ProtocolKey(LedgerState.Planned), new ProtocolKey(LedgerState.Planned));

    public ProtocolKey Key(int key) => key == 0 ? First : Second;

    public ProtocolState With(int key, ProtocolKey changed) => key == 0 ? this with { First = changed } : this with { Second = changed };

    public Right Of(int worker) => worker == 0 ? Left : Right;

    public ProtocolState With(int worker, Right right) => worker == 0 ? this with { Left = right } : this with { Right = right };

    /// <summary>Whatever a worker had begun with any key is forgotten.</summary>
    public ProtocolState Forget(int worker)
    {
        var kept = ~(1 << worker);
        return this with
        {
            First = First with { Intends = First.Intends & kept, Awaits = First.Awaits & kept },
            Second = Second with { Intends = Second.Intends & kept, Awaits = Second.Awaits & kept },
        };
    }
}
