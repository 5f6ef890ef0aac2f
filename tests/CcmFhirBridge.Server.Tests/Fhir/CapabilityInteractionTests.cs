using System.Net;
using System.Text;
using CcmFhirBridge.Testing;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Tests.Fhir;

public sealed class CapabilityInteractionTests(SqliteSearchFixture fixture) : IClassFixture<SqliteSearchFixture>
{
    [Fact]
    public async Task The_statement_says_what_the_server_does()
    {
        var statement = await fixture.Served.GetAsync("/metadata", scopes: null);
        statement.Code.ShouldBe(HttpStatusCode.OK);
        Golden.ShouldMatch(Encoding.UTF8.GetBytes(statement.Text), "CapabilityStatement");
    }

    [Fact]
    public async Task It_is_valid_and_its_addresses_are_those_of_the_configuration_whatever_the_request_says()
    {
        var statement = await fixture.Served.GetAsync("/metadata?_format=xml", scopes: null, headers: [("X-Forwarded-Host", "evil.example"), ("X-Tenant", "hillside")]);
        var read = new FhirXmlDeserializer().DeserializeResource(statement.Text).ShouldBeOfType<CapabilityStatement>();
        read.Implementation!.Url.ShouldBe("https://bridge.example/lakeside/fhir");
        statement.Text.ShouldNotContain("evil");
    }

    [Fact]
    public async Task Every_parameter_and_order_that_it_names_is_answered()
    {
        var read = new FhirJsonDeserializer().DeserializeResource((await fixture.Served.GetAsync("/metadata")).Text).ShouldBeOfType<CapabilityStatement>();
        foreach (var resource in read.Rest[0].Resource)
        {
            foreach (var parameter in resource.SearchParam)
            {
                var value = parameter.Type == SearchParamType.Date ? "ge" + Some.Morning.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "x";
                (await fixture.Served.GetAsync($"/{resource.Type}?{parameter.Name}={value}", $"system/{resource.Type}.rs", headers: ("Prefer", "handling=strict"))).Code.ShouldBe(HttpStatusCode.OK, parameter.Name);
            }

            foreach (var include in resource.SearchRevInclude)
                (await fixture.Served.GetAsync($"/{resource.Type}?_revinclude={include}", $"system/{resource.Type}.rs", headers: ("Prefer", "handling=strict"))).Code.ShouldBe(HttpStatusCode.OK);
        }
    }
}
