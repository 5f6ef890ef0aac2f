using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Homes;

/// <summary>
/// One process at a time reads, plans and sends for a tenant; the operating system frees it even after kill -9. The ledger's fence protects
/// our own rows only: it cannot stop a request that is on its way to the EHR.
/// </summary>
internal sealed class TenantLock : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly FileStream _stream;

    private TenantLock(FileStream stream) => _stream = stream;

    /// <summary>Takes it, or waits for whoever has it.</summary>
    /// <exception cref="StoreException">Another process still works for the tenant after a minute.</exception>
    public static async Task<TenantLock> TakeAsync(BridgeHome home, string slug, CancellationToken cancellation)
    {
        var path = Path.Combine(home.Data, slug + ".lock");
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new TenantLock(PrivateFile.OpenAlone(path));
            }
            catch (IOException busy) when (PrivateFile.IsTaken(busy) && waited >= Patience)
            {
                throw new StoreException(
                    StoreFailure.Busy, $"another process works for tenant '{slug}' ({path} is locked). Nothing was sent: wait until it is done, or stop it.", busy);
            }
            catch (IOException busy) when (PrivateFile.IsTaken(busy))
            {
                await Task.Delay(Pause, TimeProvider.System, cancellation);
            }
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
