using CcmFhirBridge.Tenants;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Tenants;

/// <summary>The overlay of a payer is taken up by a running service as the tenant file is.</summary>
public sealed class HomeTenantsTests : IDisposable
{
    private const string Overlay = """
        id: acme-plan
        extends: us-medicare-ccm
        payer: commercial
        first_month: 2026-01
        verified_through: 2026-12-31
        citations: []

        """;

    private readonly Bridge _bridge = new();

    public void Dispose() => _bridge.Dispose();

    [Fact]
    public async Task A_changed_overlay_gives_the_tenant_other_rules_and_a_broken_one_leaves_it_those_it_had()
    {
        _bridge.WriteTenant("""
            tenant: lakeside
            name: Lakeside Family Practice
            timeZone: America/New_York
            ehr:
              baseUrl: https://ehr.lakeside.example/fhir
            billing:
              organization: { name: Lakeside, npi: "1234567893", tin: "123456789" }
            payers:
              - { payer: commercial, rules: acme-plan, confirmedBy: billing desk, confirmedOn: 2026-01-15 }
            """);
        var path = _bridge.Write("home/tenants/payers/acme-plan.yaml", Overlay);
        var home = new HomeTenants(_bridge.Home, HomeStores.Of(_bridge.Home, _bridge.Clock), _bridge.Clock, "test");
        var first = await TenantAsync();
        (await TenantAsync()).ShouldBeSameAs(first);

        await File.WriteAllTextAsync(path, Overlay + "# looked at again\n");
        var second = await TenantAsync();
        second.ShouldNotBeSameAs(first);
        second.Revision.ShouldBe(first.Revision);
        second.Payers[0].Overlay!.Pack.Version.ShouldNotBe(first.Payers[0].Overlay!.Pack.Version);

        await File.WriteAllTextAsync(path, "id: acme-plan\n");
        (await TenantAsync()).ShouldBeSameAs(second);

        // A file is taken once it has stood still from one look to the next.
        async Task<Domain.Tenants.Tenant> TenantAsync()
        {
            await home.LookAsync(TestContext.Current.CancellationToken);
            return (await home.LookAsync(TestContext.Current.CancellationToken)).Tenants.ShouldHaveSingleItem().Tenant;
        }
    }
}
