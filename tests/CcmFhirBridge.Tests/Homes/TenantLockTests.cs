using CcmFhirBridge.Homes;

namespace CcmFhirBridge.Tests.Homes;

public sealed class TenantLockTests : IDisposable
{
    private readonly BridgeHome _home = new(Directory.CreateTempSubdirectory("ccm-bridge-lock-").FullName);

    public TenantLockTests() => _home.Create();

    public void Dispose() => Directory.Delete(_home.Path, recursive: true);

    [Fact]
    public async Task The_second_waits_until_the_first_lets_go_and_other_tenants_do_not()
    {
        var first = await TenantLock.TakeAsync(_home, "lakeside", TestContext.Current.CancellationToken);
        var second = TenantLock.TakeAsync(_home, "lakeside", TestContext.Current.CancellationToken);
        await using (await TenantLock.TakeAsync(_home, "hillside", TestContext.Current.CancellationToken))
            second.IsCompleted.ShouldBeFalse();
        await first.DisposeAsync();
        await (await second.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).DisposeAsync();
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        await using var first = await TenantLock.TakeAsync(_home, "lakeside", TestContext.Current.CancellationToken);
        var second = TenantLock.TakeAsync(_home, "lakeside", stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
    }
}
