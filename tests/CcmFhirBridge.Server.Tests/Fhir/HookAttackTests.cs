using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CcmFhirBridge.Server.Tests.Fhir;

/// <summary>No hook of CDS Hooks is served: whatever a call to one brings is neither believed nor used.</summary>
public sealed class HookAttackTests
{
    private static readonly string[] s_paths = ["/cds-services", "/cds-services/ccm-status", "/lakeside/cds-services", "/lakeside/cds-services/ccm-status", "/lakeside/fhir/cds-services/ccm-status"];

    [Fact]
    public Task Attack_35_a_hook_for_another_patient_than_its_token_finds_no_service() => NobodyIsServedAsync("Bearer of.patient.one");

    [Theory]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2Vsc2V3aGVyZSJ9.")]
    [InlineData("eyJhbGciOiJFUzM4NCJ9.eyJhdWQiOiJodHRwczovL2Vsc2V3aGVyZSJ9.AA")]
    public Task Attack_104_no_assertion_of_a_hook_opens_anything(string assertion) => NobodyIsServedAsync("Bearer " + assertion);

    private static async Task NobodyIsServedAsync(string authorization)
    {
        using var trap = new TcpListener(IPAddress.Loopback, 0);
        trap.Start();
        await using var served = await ServedTenants.StartAsync(new SqliteStores());
        var body = $$$"""
            {"hook":"patient-view","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","fhirServer":"http://{{{trap.LocalEndpoint}}}/fhir",
             "fhirAuthorization":{"access_token":"of-patient-one","token_type":"Bearer","expires_in":300,"scope":"patient/*.rs","subject":"x","patient":"p1"},
             "context":{"userId":"Practitioner/dr","patientId":"p3"}}
            """;
        foreach (var path in s_paths)
        {
            foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
            {
                using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
                if (method == HttpMethod.Post)
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                request.Headers.TryAddWithoutValidation("Authorization", authorization);

                var answer = await served.SendAsync(request, scopes: null);

                ((int)answer.Code).ShouldBeOneOf(401, 404);
                answer.Text.ShouldNotContain("p1");
                answer.Text.ShouldNotContain("p3");
            }
        }

        trap.Pending().ShouldBeFalse("nobody was asked");
        (await served.StoreOf("lakeside").PageAsync(0, 100, new(Patient: "Patient/p3"), default)).ShouldBeEmpty();
    }
}
