using System.Runtime.ExceptionServices;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Ledger;

namespace CcmFhirBridge.Pipeline.WritingBack;

/// <summary>
/// Months that were found otherwise than they were sealed. What they planned is not sent; the other months are asked for and sent, and so is
/// asked what the EHR may have of these. The run fails all the same, once it has done that.
/// </summary>
/// <param name="ledger">What was planned and sent.</param>
public sealed class BrokenMonths(IBillingLedger ledger)
{
    private readonly HashSet<ServiceMonth> _months = [];
    private ExceptionDispatchInfo? _first;

    /// <summary>Judges a month; what is wrong with its seal is told by the run.</summary>
    public async Task JudgeAsync(ServiceMonth month, Func<Task> judge)
    {
        try
        {
            await judge();
        }
        catch (LedgerIntegrityException broken)
        {
            _months.Add(month);
            _first ??= ExceptionDispatchInfo.Capture(broken);
        }
    }

    /// <summary>Asks and sends with a ledger that shows nothing to send of these months.</summary>
    /// <exception cref="LedgerIntegrityException">A month is not as it was sealed.</exception>
    public async Task<WriteBackReport> RunAsync(Func<IBillingLedger, Task<WriteBackReport>> writeBack)
    {
        if (_first is null)
            return await writeBack(ledger);
        try
        {
            await writeBack(new LedgerWithoutMonths(ledger, _months));
        }
        catch (EhrException)
        {
            // The next pass asks again; that somebody changed the store is told now.
        }

        _first.Throw();
        throw _first.SourceException;
    }
}
