using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Tests.Desks;

public sealed class TenantDesksTests
{
    [Fact]
    public async Task A_desk_is_opened_once_and_only_for_a_tenant_that_is_served()
    {
        using var tenants = new StoredTenants("lakeside", "hillside");
        await using var server = await RunningServer.StartAsync(tenants.Source);
        var desks = server.App.Services.GetRequiredService<TenantDesks>();

        await using var first = await desks.LendAsync("lakeside", default);
        await using var again = await desks.LendAsync("lakeside", default);
        await using var other = await desks.LendAsync("hillside", default);

        again!.Desk.ShouldBeSameAs(first!.Desk);
        other!.Desk.ShouldNotBeSameAs(first.Desk);
        (await desks.LendAsync("LAKESIDE", default)).ShouldBeNull();
        (await desks.LendAsync("../lakeside", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_has_the_desk_of_older_settings_goes_on_with_it()
    {
        using var tenants = new StoredTenants("lakeside");
        await using var server = await RunningServer.StartAsync(tenants.Source);
        var desks = server.App.Services.GetRequiredService<TenantDesks>();
        await using var before = await desks.LendAsync("lakeside", default);
        var changed = Tenants.Make("lakeside", closeOn: 9);

        tenants.Source.Now(new TenantToRun(changed, Pause: null));
        await Eventually.ShouldHoldAsync(
            () =>
            {
                server.Time.Advance(TenantWorkerHost.LookEvery);
                return ReferenceEquals(desks.Settings("lakeside"), changed);
            },
            "the new settings");
        await using var after = await desks.LendAsync("lakeside", default);

        after!.Desk.Tenant.ShouldBeSameAs(changed);
        (await before!.Desk.Decisions.DecisionsAsync(default)).ShouldBeEmpty();
    }
}
