using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Pipeline.Statements;

/// <summary>Reads what the EHR says of itself at the first sync and once a day from then on, and tells what an upgrade changed.</summary>
public sealed class StatementWatch(IEhrReader reader, IEhrStatementStore store, TimeProvider time)
{
    private static readonly TimeSpan s_holds = TimeSpan.FromHours(24);

    /// <summary>What changed since the last reading; null when nothing did, or when it was read not long ago.</summary>
    /// <exception cref="EhrException">The EHR says nothing, and never did.</exception>
    public async Task<StatementChange?> LookAsync(CancellationToken cancellation)
    {
        var kept = await store.StatementAsync(cancellation);
        if (kept is not null && time.GetUtcNow() - kept.At is var age && age >= TimeSpan.Zero && age < s_holds)
            return null;
        if (await ReadAsync(kept, cancellation) is not { } now)
            return null;
        var lines = kept?.ChangesTo(now) ?? [];
        var change = lines.IsEmpty ? null : new StatementChange(now.At, lines);
        await store.KeepStatementAsync(now, change, cancellation);
        return change;
    }

    // An EHR that is silent today is asked again by the next sync; what is known of it holds until then.
    private async Task<EhrStatement?> ReadAsync(EhrStatement? kept, CancellationToken cancellation)
    {
        try
        {
            return await reader.StatementAsync(cancellation);
        }
        catch (EhrException) when (kept is not null)
        {
            return null;
        }
    }
}
