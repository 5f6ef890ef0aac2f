using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.Tests.Connection;

public sealed class PinnedOriginsTests
{
    private static readonly PinnedOrigins Origins = new(new Uri("https://ehr.example/api/fhir/r4/"), [new Uri("https://files.example:8443/bulk")]);
    private static readonly Uri Current = Origins.Below("Encounter?_count=200");

    [Theory]
    [InlineData("/Encounter?_count=10&_offset=10", "https://ehr.example/api/fhir/r4/Encounter?_count=10&_offset=10")]
    [InlineData("/api/fhir/r4/Encounter?a=1", "https://ehr.example/api/fhir/r4/Encounter?a=1")]
    [InlineData("Encounter?a=1", "https://ehr.example/api/fhir/r4/Encounter?a=1")]
    [InlineData("?a=1", "https://ehr.example/api/fhir/r4/Encounter?a=1")]
    [InlineData("https://EHR.example:443/api/fhir/r4/Encounter", "https://ehr.example/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example/api/fhir/r4?_getpages=1", "https://ehr.example/api/fhir/r4?_getpages=1")]
    [InlineData("https://files.example:8443/bulk/1.ndjson", "https://files.example:8443/bulk/1.ndjson")]
    [InlineData("Encounter?time=2026-04-01T10:00:00Z", "https://ehr.example/api/fhir/r4/Encounter?time=2026-04-01T10:00:00Z")]
    public void A_link_inside_is_resolved(string link, string expected)
    {
        Origins.TryResolve(link, Current, out var resolved).ShouldBeTrue();

        resolved!.AbsoluteUri.ShouldBe(expected);
    }

    [Theory]
    [InlineData("Encounter?ct=a+b%2Bc|d%7Ce%3d", "/api/fhir/r4/Encounter?ct=a+b%2Bc|d%7Ce%3d")]
    [InlineData("Encounter?ct=%C3%BC&x=%zz", "/api/fhir/r4/Encounter?ct=%C3%BC&x=%zz")]
    public void Path_and_query_stay_as_written(string link, string expected)
    {
        Origins.TryResolve(link, Current, out var resolved).ShouldBeTrue();

        resolved!.PathAndQuery.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://ehr.example/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example.attacker.com/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example@evil.example/api/fhir/r4/Encounter")]
    [InlineData("https://user:pw@ehr.example/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example:8443/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example./api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example:443:443/api/fhir/r4/Encounter")]
    [InlineData("https://ehr.example/api/fhir/r4evil/Encounter")]
    [InlineData("https://ehr.example/api/fhir/R4/Encounter")]
    [InlineData("https://ehr.example/other")]
    [InlineData("https://ehr.example/api/fhir/r4/../../admin")]
    [InlineData("https://ehr.example/api/fhir/r4/%2E%2e/admin")]
    [InlineData("https://ehr.example/api/fhir/r4/..%2fadmin")]
    [InlineData("https://ehr.example/api/fhir/r4/..%5cadmin")]
    [InlineData("../admin")]
    [InlineData("//evil.example/api/fhir/r4/Encounter")]
    [InlineData("\\\\evil.example\\api")]
    [InlineData("/\\evil.example/api")]
    [InlineData("Encounter?a=1\r\nX-Evil: 1")]
    [InlineData("https://files.example/bulk/1.ndjson")]
    [InlineData("https://files.example:8443/private")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://2130706433/api/fhir/r4/Encounter")]
    [InlineData("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0")]
    public void A_link_outside_is_refused(string link)
    {
        Origins.TryResolve(link, Current, out var resolved).ShouldBeFalse();

        resolved.ShouldBeNull();
    }

    [Theory]
    [InlineData("https://ehr.example/api/fhir/r4/Claim/1/_history/2", "Claim/1/_history/2")]
    [InlineData("https://ehr.example/api/fhir/r4", null)]
    [InlineData("https://files.example:8443/bulk/Claim/1", null)]
    public void The_part_behind_the_base_is_told_for_the_base_only(string address, string? expected) =>
        Origins.RelativeToBase(new Uri(address)).ShouldBe(expected);

    [Theory]
    [InlineData("ftp://ehr.example/fhir")]
    [InlineData("https://user@ehr.example/fhir")]
    [InlineData("https://ehr.example/fhir?x=1")]
    public void A_base_that_is_no_plain_web_address_is_refused(string address) =>
        Should.Throw<ArgumentException>(() => new PinnedOrigins(new Uri(address), [])).Message.ShouldContain("ehr.baseUrl");
}
