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
        var home = Home();
        var first = await TenantAsync(home);
        (await TenantAsync(home)).ShouldBeSameAs(first);

        await File.WriteAllTextAsync(path, Overlay + "# looked at again\n");
        var second = await TenantAsync(home);
        second.ShouldNotBeSameAs(first);
        second.Revision.ShouldBe(first.Revision);
        second.Payers[0].Overlay!.Pack.Version.ShouldNotBe(first.Payers[0].Overlay!.Pack.Version);

        await File.WriteAllTextAsync(path, "id: acme-plan\n");
        (await TenantAsync(home)).ShouldBeSameAs(second);
    }

    [Fact]
    public async Task A_patient_who_is_added_to_the_list_is_read_without_a_restart()
    {
        var list = _bridge.Write("home/tenants/patients.txt", "p1\n");
        _bridge.WriteTenant(Tenant("https://ehr.lakeside.example/fhir", "population: { by: file, file: patients.txt }"));
        var home = Home();
        var first = await TenantAsync(home);

        await File.AppendAllTextAsync(list, "p2\n");

        (await TenantAsync(home)).Ehr.Population.ShouldBeOfType<Domain.Tenants.Population.Listed>().Patients.ShouldBe(["Patient/p1", "Patient/p2"]);
        first.Ehr.Population.ShouldBeOfType<Domain.Tenants.Population.Listed>().Patients.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_secret_that_is_replaced_in_its_file_is_used_without_a_restart_and_one_that_is_gone_leaves_the_tenant_the_old_one()
    {
        var file = _bridge.Write("home/keys/token", "old\n");
        _bridge.WriteTenant(Tenant("https://ehr.lakeside.example/fhir", "auth: { kind: bearer, token: file:../keys/token }"));
        var home = Home();
        (await TenantAsync(home)).Ehr.Authorization.Secrets.Single().Reveal().ShouldBe("old");

        await File.WriteAllTextAsync(file, "renewed\n");
        (await TenantAsync(home)).Ehr.Authorization.Secrets.Single().Reveal().ShouldBe("renewed");

        File.Delete(file);
        (await TenantAsync(home)).Ehr.Authorization.Secrets.Single().Reveal().ShouldBe("renewed");
        (await home.LookAsync(TestContext.Current.CancellationToken)).Problems.ShouldHaveSingleItem().Code.ShouldBe("tenant.secret");

        await File.WriteAllTextAsync(file, "back\n");
        (await TenantAsync(home)).Ehr.Authorization.Secrets.Single().Reveal().ShouldBe("back");
    }

    private static string Tenant(string baseUrl, string more) => $$"""
        tenant: lakeside
        name: Lakeside Family Practice
        timeZone: America/New_York
        ehr:
          baseUrl: {{baseUrl}}
          {{more}}
        billing:
          organization: { name: Lakeside, npi: "1234567893", tin: "123456789" }
        """;

    private HomeTenants Home() => new(_bridge.Home, HomeStores.Of(_bridge.Home, _bridge.Clock), _bridge.Clock, "test");

    // A file is taken once it has stood still from one look to the next.
    private static async Task<Domain.Tenants.Tenant> TenantAsync(HomeTenants home)
    {
        await home.LookAsync(TestContext.Current.CancellationToken);
        return (await home.LookAsync(TestContext.Current.CancellationToken)).Tenants.ShouldHaveSingleItem().Tenant;
    }
}
