using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.ContractTests.Authorization;

/// <summary>What of the granted scopes lets a type be read.</summary>
public sealed class GrantedScopesTests
{
    private const string Rest = "system/Practitioner.rs system/PractitionerRole.rs system/Organization.rs system/Location.rs system/Patient.rs system/Coverage.rs system/CarePlan.rs "
        + "system/Condition.rs system/Encounter.rs system/Consent.rs system/ChargeItem.crus system/Claim.crus ";

    [Theory]
    [InlineData("system/Procedure.rs", null)]
    [InlineData("system/Procedure.s", null)]
    [InlineData("system/Procedure.cruds", null)]
    [InlineData("system/Procedure.read", null)]
    [InlineData("system/Procedure.*", null)]
    [InlineData("system/*.read", null)]
    [InlineData("system/*.s", null)]
    [InlineData("", "did not grant it")]
    [InlineData("system/Procedure.r", "did not grant it")]
    [InlineData("system/Procedure.cu", "did not grant it")]
    [InlineData("system/Procedure.write", "did not grant it")]
    [InlineData("user/Procedure.rs", "did not grant it")]
    [InlineData("system/Procedure.rs?category=ccm", "granted only a part of it")]
    [InlineData("system/Procedure.r?category=ccm", "did not grant it")]
    [InlineData("system/Procedure.rsx", "did not grant it")]
    public async Task A_type_is_read_whole_where_a_scope_lets_it_be_searched(string scope, string? because)
    {
        await using var ehr = Granting(Rest + scope);

        var access = (await ehr.Connection.AccessAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();

        access.Withheld.Select(withheld => withheld.Type).ShouldBe(because is null ? [] : ["Procedure"]);
        if (because is null)
            return;
        access.Withheld[0].Because.ShouldContain(because);
        access.Withheld[0].Because.ShouldContain("system/Procedure.rs");
        var plan = await ehr.Connection.Reader.PlanAsync("Procedure", TestContext.Current.CancellationToken);
        plan.Forms.IsEmpty.ShouldBe(!access.Withheld[0].InPart);
        plan.Withheld.ShouldBe(access.Withheld[0].Because);
        (await ehr.Connection.Reader.PlanAsync("Encounter", TestContext.Current.CancellationToken)).Withheld.ShouldBeNull();
    }

    [Fact]
    public async Task Who_does_not_say_what_was_granted_granted_what_was_asked_for()
    {
        await using var ehr = Granting(null);

        (await ehr.Connection.AccessAsync(TestContext.Current.CancellationToken))!.Withheld.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_listed_population_is_read_by_id()
    {
        await using var ehr = Granting(Rest.Replace("system/Patient.rs", "system/Patient.s", StringComparison.Ordinal) + "system/Procedure.rs", new Population.Listed(["Patient/p1"]));

        (await ehr.Connection.AccessAsync(TestContext.Current.CancellationToken))!.Withheld.ShouldHaveSingleItem().Type.ShouldBe("Patient");
    }

    private static StubEhr Granting(string? scopes, Population? population = null)
    {
        var ehr = new StubEhr(settings => settings with
        {
            Population = population ?? settings.Population,
            Authorization = new EhrAuthorization.ClientSecret("me", new Uri(settings.BaseUrl.GetLeftPart(UriPartial.Authority) + "/token"), new SecretValue("s"), [.. (Rest + "system/Procedure.rs").Split(' ')]),
        });
        ehr.On("/.well-known/smart-configuration", StubEhr.Status(404));
        ehr.Beside("/token", "POST", StubEhr.Json($$"""{"access_token":"first","expires_in":300{{(scopes is null ? "" : $",\"scope\":\"{scopes}\"")}}}"""));
        return ehr;
    }
}
