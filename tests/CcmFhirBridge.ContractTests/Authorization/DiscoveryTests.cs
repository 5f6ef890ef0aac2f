using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.ContractTests.Authorization;

/// <summary>Where the token endpoint is found, and where a request never goes.</summary>
public sealed class DiscoveryTests
{
    private const string WellKnown = "/.well-known/smart-configuration";
    private static readonly ClientKey Key = new("k1", ClientKeyAlgorithm.Es384, new SecretValue(EcPem()));

    [Fact]
    public async Task The_smart_configuration_names_the_endpoint_and_what_is_asked_for_is_least()
    {
        await using var ehr = Smart();
        ehr.On(WellKnown, StubEhr.Json($$"""{"token_endpoint":"{{ehr.Origin}}/auth/token","capabilities":["permission-v1","permission-v2"]}"""));
        Open(ehr);

        await ehr.ReadAsync("Encounter");

        var form = ehr.Requests.Single(request => request.Path == "/auth/token").Body!;
        form.ShouldContain("scope=system%2FPractitioner.rs%20");
        form.ShouldContain("system%2FClaim.crus");
        form.ShouldContain("system%2FChargeItem.crus");
        form.ShouldNotContain("%2A");
    }

    [Fact]
    public async Task A_server_of_the_first_version_is_asked_in_its_words()
    {
        await using var ehr = Smart(settings => settings with { WriteChargeItem = WriteBackMode.Off });
        ehr.On(WellKnown, StubEhr.Json($$"""{"token_endpoint":"{{ehr.Origin}}/auth/token","capabilities":["permission-v1"]}"""));
        Open(ehr);

        await ehr.ReadAsync("Encounter");

        var form = ehr.Requests.Single(request => request.Path == "/auth/token").Body!;
        form.ShouldContain("system%2FChargeItem.read%20system%2FClaim.read%20system%2FClaim.write");
        form.ShouldNotContain("ChargeItem.write");
    }

    [Fact]
    public async Task An_older_server_names_it_in_the_capability_statement()
    {
        await using var ehr = Smart();
        ehr.On(WellKnown, StubEhr.Status(404));
        ehr.On("/metadata", StubEhr.Json($$"""
            {"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server","security":{"extension":[
              {"url":"http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris","extension":[
                {"url":"authorize","valueUri":"{{ehr.Origin}}/auth/authorize"},{"url":"token","valueUri":"{{ehr.Origin}}/auth/token"}]}]},
              "resource":[{"type":"Encounter","interaction":[{"code":"search-type"}]}]}]}
            """));
        Open(ehr);

        await ehr.ReadAsync("Encounter");

        ehr.Requests.Single(request => request.Path == "/auth/token").Body!.ShouldContain("system%2FPatient.read");
    }

    [Theory]
    [InlineData("https://evil.example/token", EhrFailure.UnsafeLink, "https://evil.example, which is no allowed origin")]
    [InlineData("http://127.0.0.1.evil.example/token", EhrFailure.UnsafeLink, "no allowed origin")]
    [InlineData("/auth/token", EhrFailure.UnsafeLink, "no allowed origin")]
    [InlineData("not an address", EhrFailure.Protocol, "no absolute address")]
    [InlineData("https://user:pw@ehr.example/token", EhrFailure.Protocol, "no absolute address")]
    [InlineData("", EhrFailure.Protocol, "set ehr.auth.tokenUrl")]
    [InlineData("\\ud800", EhrFailure.Protocol, "set ehr.auth.tokenUrl")]
    public async Task An_endpoint_elsewhere_is_never_asked(string named, EhrFailure failure, string words)
    {
        await using var ehr = Smart();
        ehr.On(WellKnown, StubEhr.Json($$"""{"token_endpoint":"{{named}}"}"""));
        Open(ehr);

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Failure.ShouldBe(failure, thrown.Message);
        thrown.Message.ShouldContain(words);
        ehr.Requests.ShouldAllBe(request => request.Path.EndsWith(WellKnown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_moved_to_another_port_is_looked_up_again()
    {
        var closed = ClosedPort();
        await using var ehr = Smart(settings => settings with { AllowedOrigins = [new Uri($"http://127.0.0.1:{closed}/")] });
        ehr.InTurn(WellKnown, "GET",
            StubEhr.Json($$"""{"token_endpoint":"http://127.0.0.1:{{closed}}/token"}"""), StubEhr.Json($$"""{"token_endpoint":"{{ehr.Origin}}/auth/token"}"""));
        Open(ehr);

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Failure.ShouldBe(EhrFailure.Unreachable);
        thrown.Message.ShouldContain("look at the token_endpoint that the EHR publishes");
        (await ehr.ReadAsync("Encounter")).Resources.Count.ShouldBe(1);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static StubEhr Smart(Func<EhrSettings, EhrSettings>? change = null) => new(settings => (change?.Invoke(settings) ?? settings) with
    {
        Authorization = new EhrAuthorization.SmartBackend("bridge", null, Key, null, []),
    });

    private static void Open(StubEhr ehr)
    {
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a"))));
        ehr.Beside("/auth/token", "POST", StubEhr.Json("""{"access_token":"first","token_type":"bearer","expires_in":300}"""));
    }

    private static string EcPem()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return ec.ExportPkcs8PrivateKeyPem();
    }
}
