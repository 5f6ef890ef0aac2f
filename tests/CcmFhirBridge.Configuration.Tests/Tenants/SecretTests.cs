using CcmFhirBridge.Configuration.Tenants;
using CcmFhirBridge.Domain.Tenants;

namespace CcmFhirBridge.Configuration.Tests.Tenants;

public sealed class SecretTests
{
    [Fact]
    public void A_token_is_read_from_a_file_beside_the_tenant_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("token.txt", "s3cret\n");
        var path = folder.Write("lakeside.yaml", TenantFiles.With("env:CCM_TEST_TOKEN_THAT_IS_NOT_SET", "file:token.txt"));

        var tenant = TenantFile.Load(path, resolveSecrets: true);

        tenant.Ehr.Authorization.ShouldBeOfType<EhrAuthorization.Bearer>().Token.ShouldNotBeNull().Reveal().ShouldBe("s3cret");
        tenant.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public void A_token_is_read_from_the_environment()
    {
        using var folder = new TemporaryFolder();
        Environment.SetEnvironmentVariable("CCM_TEST_TOKEN_IN_THE_ENVIRONMENT", "fr0m-env");
        var path = folder.Write("lakeside.yaml", TenantFiles.With("env:CCM_TEST_TOKEN_THAT_IS_NOT_SET", "env:CCM_TEST_TOKEN_IN_THE_ENVIRONMENT"));

        TenantFile.Load(path, resolveSecrets: true).Ehr.Authorization.ShouldBeOfType<EhrAuthorization.Bearer>().Token.ShouldNotBeNull().Reveal().ShouldBe("fr0m-env");
    }

    [Theory]
    [InlineData("env:CCM_TEST_TOKEN_THAT_IS_NOT_SET", "the environment variable CCM_TEST_TOKEN_THAT_IS_NOT_SET is not set")]
    [InlineData("file:missing.txt", "missing.txt cannot be read")]
    [InlineData("file:empty.txt", "empty.txt is empty")]
    public void A_secret_that_is_not_there_names_its_line(string reference, string words)
    {
        using var folder = new TemporaryFolder();
        folder.Write("empty.txt", "\n");
        var path = folder.Write("lakeside.yaml", TenantFiles.With("env:CCM_TEST_TOKEN_THAT_IS_NOT_SET", reference));

        var problem = Should.Throw<ConfigurationException>(() => TenantFile.Load(path, resolveSecrets: true)).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe("tenant.secret");
        problem.Line.ShouldBe(11);
        problem.Message.ShouldContain(words);
        TenantFile.Check(path).IsGood.ShouldBeTrue();
    }
}
