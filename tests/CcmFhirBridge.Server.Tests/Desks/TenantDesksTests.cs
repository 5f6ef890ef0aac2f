using System.Net;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace CcmFhirBridge.Server.Tests.Desks;

public sealed class TenantDesksTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

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

    [Fact]
    public async Task No_tenant_waits_for_the_store_of_another()
    {
        using var tenants = new StoredTenants("lakeside", "hillside");
        using var opens = new ManualResetEventSlim();
        using var asked = new ManualResetEventSlim();
        var source = new FixedTenants(new RecordedRuns(Tenants.Make("lakeside")), new RecordedRuns(Tenants.Make("hillside")))
        {
            OnDesk = tenant =>
            {
                if (tenant.Slug == "lakeside")
                {
                    asked.Set();
                    opens.Wait();
                }

                return new StoreDesk(tenant, tenants.Open(tenant.Slug));
            },
        };
        await using var server = await RunningServer.StartAsync(source);
        var desks = server.App.Services.GetRequiredService<TenantDesks>();
        var slow = Task.Run(() => desks.LendAsync("lakeside", default));
        asked.Wait();

        try
        {
            await using var other = await desks.LendAsync("hillside", default).WaitAsync(s_patience);
            other!.Desk.Tenant.Slug.ShouldBe("hillside");
        }
        finally
        {
            opens.Set();
        }

        await using var own = await slow;
        own!.Desk.Tenant.Slug.ShouldBe("lakeside");
    }

    [Fact]
    public async Task Before_the_first_look_a_tenant_is_asked_for_again_later_and_not_denied()
    {
        using var tenants = new StoredTenants("lakeside");
        var looks = tenants.Source.Set;
        var found = false;
        tenants.Source.OnLook = () => Volatile.Read(ref found) ? looks : throw new IOException("The folder is not there yet.");
        await using var server = await RunningServer.StartAsync(tenants.Source);

        foreach (var path in new[] { "/lakeside/fhir/metadata", "/lakeside/fhir/Claim", "/nobody/fhir/metadata", "/lakeside/jwks.json" })
        {
            using var early = await server.Client.GetAsync(new Uri(path, UriKind.Relative));
            early.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, path);
            early.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1), path);
        }

        using var form = new FormUrlEncodedContent([]);
        using var token = await server.Client.PostAsync(new Uri("/lakeside/oauth/token", UriKind.Relative), form);
        token.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await token.Content.ReadAsStringAsync()).ShouldContain("temporarily_unavailable");

        Volatile.Write(ref found, true);
        await Eventually.ShouldHoldAsync(
            () =>
            {
                server.Time.Advance(TenantWorkerHost.LookEvery);
                return server.Workers.HasLooked;
            },
            "the first look");
        (await server.Client.GetAsync(new Uri("/lakeside/fhir/metadata", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Client.GetAsync(new Uri("/nobody/fhir/metadata", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
