using System.Runtime.ExceptionServices;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>
/// Months that were found otherwise than they were sealed. What they planned is not sent; the other months are asked for and sent, and so is
/// asked what the EHR may have of these. The run fails all the same, once it has done that.
/// </summary>
/// <param name="ledger">What was planned and sent.</param>
/// <param name="judge">Judges a month as its release does.</param>
public sealed class BrokenMonths(IBillingLedger ledger, Func<ServiceMonth, CancellationToken, Task> judge)
{
    private readonly HashSet<ServiceMonth> _months = [];
    private ExceptionDispatchInfo? _first;

    /// <summary>Judges a month; what is wrong with its seal is told by the run.</summary>
    public async Task JudgeAsync(ServiceMonth month, CancellationToken cancellation)
    {
        try
        {
            await judge(month, cancellation);
        }
        catch (LedgerIntegrityException broken)
        {
            _months.Add(month);
            _first ??= ExceptionDispatchInfo.Capture(broken);
        }
    }

    /// <summary>Asks and sends with a ledger that shows nothing to send of the months that were found broken by then.</summary>
    /// <param name="writeBack">Asks and sends; it has the months judged by <see cref="JudgeAsync"/>.</param>
    /// <exception cref="LedgerIntegrityException">A month is not as it was sealed.</exception>
    public async Task<WriteBackReport> RunAsync(Func<IBillingLedger, Task<WriteBackReport>> writeBack)
    {
        var report = new WriteBackReport();
        try
        {
            report = await writeBack(new LedgerWithoutMonths(ledger, _months));
        }
        catch (EhrException) when (_first is not null)
        {
            // The next pass asks again; that somebody changed the store is told now.
        }

        _first?.Throw();
        return report;
    }
}
