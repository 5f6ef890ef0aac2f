using System.IO.Compression;
using System.Text;
using CcmFhirBridge.ContractTests.Ehrs;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline;
using WireMock.ResponseBuilders;

namespace CcmFhirBridge.ContractTests.Connection;

public sealed class AnswerTests
{
    private const string Html = "<!DOCTYPE html><html><body>Please sign in, Jane Doe</body></html>";

    [Theory]
    [InlineData(401, EhrFailure.Unauthorized, "ehr.auth")]
    [InlineData(403, EhrFailure.Forbidden, "ehr.auth")]
    [InlineData(404, EhrFailure.NotFound, "ehr.baseUrl")]
    [InlineData(410, EhrFailure.NotFound, "ehr.baseUrl")]
    [InlineData(400, EhrFailure.Protocol, "ehr.vendor")]
    [InlineData(406, EhrFailure.Protocol, "ehr.baseUrl")]
    [InlineData(302, EhrFailure.Protocol, "ehr.baseUrl")]
    public async Task A_refusal_is_told_at_once_with_the_setting_to_look_at(int status, EhrFailure failure, string setting)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Status(status, ("Location", "http://evil.example/steal")));

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Failure.ShouldBe(failure);
        thrown.Message.ShouldStartWith("lakeside: GET Encounter at ");
        thrown.Message.ShouldContain(setting);
        thrown.Message.ShouldNotContain("?");
        ehr.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_carries_the_servers_codes_and_never_its_words()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Outcome("error", "security", "4130"), 403));

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Message.ShouldContain("error security 4130");
        thrown.ToString().ShouldNotContain("Jane");
        thrown.ToString().ShouldNotContain("secret-token");
    }

    [Theory]
    [InlineData("text/html", Html, "login page")]
    [InlineData("application/fhir+json", Html, "login page")]
    [InlineData("application/fhir+json", "", "empty body")]
    [InlineData("application/fhir+json", "  \n", "empty body")]
    [InlineData("application/fhir+xml", "<Bundle/>", "not FHIR JSON")]
    [InlineData("application/fhir+xml", """{"resourceType":"Bundle"}""", "not FHIR JSON")]
    [InlineData("application/json", "[]", "not FHIR JSON")]
    [InlineData("application/json", """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"name":"Jane""", "not readable JSON")]
    [InlineData("application/json", """{"resourceType":"Bundle","entry":[{"resource":{"name":Jane}}]}""", "not readable JSON")]
    [InlineData("application/json", """{"resourceType":"Bundle"} {}""", "not readable JSON")]
    [InlineData("application/json", """{"resourceType":"Patient"}""", "not a Bundle")]
    [InlineData("application/json", """{"resourceType":"Bundle","type":"batch-response"}""", "not a Bundle")]
    [InlineData("application/json", """{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing"}]}""", "OperationOutcome")]
    public async Task What_is_not_FHIR_is_an_error_and_never_no_resources(string contentType, string body, string words)
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", Response.Create().WithHeader("Content-Type", contentType).WithBody(body));

        var thrown = await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"));

        thrown.Failure.ShouldBe(EhrFailure.Protocol);
        thrown.Message.ShouldContain(words);
        thrown.ToString().ShouldNotContain("Jane");
    }

    [Fact]
    public async Task Compressed_pages_and_byte_order_marks_are_read()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", Response.Create().WithHeader("Content-Type", "application/fhir+json").WithHeader("Content-Encoding", "gzip")
            .WithBody(Gzip(Encoding.UTF8.GetBytes("\uFEFF" + Pages.Of(null, Pages.Encounter("a"))))));

        (await ehr.ReadAsync("Encounter")).Resources.ShouldBe([Pages.Encounter("a")]);
        ehr.Requests.Single().Header("Accept-Encoding").ShouldNotBeNull().ShouldContain("gzip");
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_into_a_huge_one_is_stopped()
    {
        var bomb = Gzip(new byte[4 * 1024 * 1024]);
        bomb.Length.ShouldBeLessThan(64 * 1024);
        await using var ehr = new StubEhr(limits: new GatewayLimits { LongestBody = 1024 * 1024 });
        ehr.On("/Encounter", Response.Create().WithHeader("Content-Type", "application/fhir+json").WithHeader("Content-Encoding", "gzip").WithBody(bomb));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Message.ShouldContain("longer than the bridge takes");
    }

    [Fact]
    public async Task A_truncated_gzip_is_an_error()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Pages.Of(null, [.. Enumerable.Range(0, 500).Select(n => Pages.Encounter("e" + n))])));
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", Response.Create().WithHeader("Content-Type", "application/fhir+json").WithHeader("Content-Encoding", "gzip").WithBody(packed[..(packed.Length / 2)]));

        (await Should.ThrowAsync<EhrException>(() => ehr.ReadAsync("Encounter"))).Failure.ShouldBe(EhrFailure.Protocol);
    }

    [Fact]
    public async Task Nested_arrays_ten_thousand_deep_in_one_resource_do_not_lose_the_page()
    {
        var deep = $$"""{"resourceType":"Encounter","x":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json(Pages.Of(null, Pages.Encounter("a"), deep)));

        (await ehr.ReadAsync("Encounter")).Resources.ShouldBe([Pages.Encounter("a"), deep]);
    }

    [Fact]
    public async Task An_entry_without_a_resource_is_a_gap_that_blocks_the_month()
    {
        await using var ehr = new StubEhr();
        ehr.On("/Encounter", StubEhr.Json("""{"entry":[{"fullUrl":"a"},{"resource":null},7],"resourceType":"Bundle","type":"searchset"}"""));

        var read = await ehr.ReadAsync("Encounter");

        read.Gaps.ShouldBe(["gap.entry-without-resource", "gap.entry-without-resource", "gap.entry-without-resource"]);
        read.PossiblyIncomplete.ShouldBeTrue();
    }

    [Fact]
    public async Task No_token_means_no_authorization_header()
    {
        await using var ehr = new StubEhr(settings => settings with { Authorization = EhrAuthorization.None });
        ehr.On("/Encounter", StubEhr.Json("""{"resourceType":"Bundle","type":"searchset"}"""));

        (await ehr.ReadAsync("Encounter")).Pages.ShouldBe(1);
        ehr.Requests.Single().Header("Authorization").ShouldBeNull();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
