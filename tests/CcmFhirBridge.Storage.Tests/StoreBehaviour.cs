namespace CcmFhirBridge.Storage.Tests;

/// <summary>What a store has to do, whatever database is underneath; every test has a tenant of its own.</summary>
public abstract class StoreBehaviour(IStoreFactory factory) : IAsyncLifetime
{
    private SqlTenantStore? _store;

    protected IStoreFactory Factory { get; } = factory;

    protected SqlTenantStore Store => _store ?? throw new InvalidOperationException("A test begins after its store was opened.");

    public async ValueTask InitializeAsync()
    {
        _store = await Factory.OpenAsync();
        await BeginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        await Factory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What every test of the suite begins with.</summary>
    protected virtual Task BeginAsync() => Task.CompletedTask;

    protected virtual Task EndAsync() => Task.CompletedTask;

    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        _store = await Factory.OpenAsync();
    }
}
