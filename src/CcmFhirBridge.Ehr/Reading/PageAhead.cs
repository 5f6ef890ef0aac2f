using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>The page of a search that is asked for while another one is being taken: at most one, and given up with the search.</summary>
internal sealed class PageAhead(EhrGateway gateway, BundleSearch search, CancellationToken cancellation) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private Task<EhrAnswer>? _asked;

    /// <summary>Asks for the page at an address, which is the next one that is taken.</summary>
    public void Ask(Uri address) => _asked = gateway.GetAsync(address, search.Asked, search.Fresh, _stop.Token);

    /// <summary>The page at an address: the one that was asked for, or else asked for now.</summary>
    /// <exception cref="EhrException">The EHR does not give it.</exception>
    public async Task<EhrAnswer> TakeAsync(Uri address)
    {
        if (_asked is null)
            Ask(address);
        var asked = _asked!;
        _asked = null;
        return await asked;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_asked is { } asked)
        {
            await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (asked.IsCompletedSuccessfully)
                (await asked).Dispose();
        }

        _stop.Dispose();
    }
}
