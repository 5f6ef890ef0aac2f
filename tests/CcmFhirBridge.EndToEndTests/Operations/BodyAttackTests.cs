using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Attacks 50 to 70 on whatever reads a body: refused with words, quickly, and without repeating what was sent.</summary>
public sealed class BodyAttackTests(BodyAttackTests.Practice practice) : IClassFixture<BodyAttackTests.Practice>
{
    // Stands in every body that could be echoed.
    private const string Canary = "Quentin-Canary";
    private const int Limit = 1 << 20;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(10_000)]
    [InlineData(65)]
    public Task A_deep_body_is_refused_before_anything_is_made_of_it(int depth) => // 50
        RefusedAsync(string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth));

    [Fact]
    public Task Extensions_inside_each_other_are_refused() => // 51
        RefusedAsync("""{"resourceType":"Parameters",""" + string.Concat(Enumerable.Repeat("""
            "extension":[{"url":"u",
            """, 500)) + "\"x\":1" + string.Concat(Enumerable.Repeat("}]", 500)) + "}");

    [Theory]
    [InlineData("""{"resourceType":"Parameters","resourceType":"Parameters"}""", "$.resourceType")] // 52
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","name":"month","valueDate":"2026-04"}]}""", "$.parameter[0].name")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","valueDate":"2026-04","value\u0044ate":"2026-05"}]}""", "$.parameter[0].valueDate")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","_valueDate":{"id":"a"},"_valueDate":{"id":"b"}}]}""", "$.parameter[0]._valueDate")] // 53
    public async Task A_name_that_comes_twice_is_refused(string body, string where) => (await RefusedAsync(body)).Issue.Where.ShouldBe(where);

    [Fact]
    public async Task A_body_that_says_it_is_huge_is_refused_unread() // 54
    {
        var answer = await RawAsync($"Content-Length: {2L << 30}\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 413");
    }

    [Fact]
    public async Task A_body_that_never_ends_is_refused_while_it_streams() // 54
    {
        var chunk = "10000\r\n" + new string(' ', 0x10000) + "\r\n";

        var answer = await RawAsync("Transfer-Encoding: chunked\r\n\r\n", Enumerable.Repeat(chunk, 64));

        answer.ShouldStartWith("HTTP/1.1 413");
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked() // 55
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await gzip.WriteAsync(new byte[64 << 20]);
        using var body = new ByteArrayContent(packed.ToArray());
        body.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
        body.Headers.ContentEncoding.Add("gzip");
        packed.Length.ShouldBeLessThan(Limit);

        (await practice.SendAsync(body)).ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_bundle_of_a_million_entries_is_refused() // 56
    {
        var bundle = """{"resourceType":"Bundle","type":"collection","entry":[""" + string.Concat(Enumerable.Repeat("{},", 1_000_000)) + "{}]}";

        // Who refuses may hang up before the last of it was sent.
        var answer = await RawAsync($"Content-Length: {bundle.Length}\r\n\r\n", [bundle[..(1 << 18)]]);

        answer.ShouldStartWith("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("""{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}},{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient"}}]}""")] // 57
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","resource":{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"a","contained":[{"resourceType":"Patient","id":"b"}]}]}}]}""")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Nothing"}""")] // 66
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","modifierExtension":[{"url":"https://evil.example/not","valueBoolean":true}],"valueDate":"2026-04"}]}""")] // 66
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","valueDate":"2026-04","unknown":1}]}""")]
    [InlineData("""{"resourceType":"Parameters","":"a","parameter":[{"name":"month","valueDate":"2026-04"}]}""")]
    [InlineData("""{"resourceType":"Parameters","parameter":[{"name":"month","valueDate":"2026-04","":null}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("// c\n{}")]
    public Task Another_resource_than_plain_parameters_is_refused(string body) => RefusedAsync(body);

    [Fact]
    public async Task A_narrative_of_fifty_megabytes_is_refused() // 58
    {
        var answer = await RawAsync(
            $$"""Content-Length: {{50 << 20}}""" + "\r\n\r\n", ["""{"resourceType":"Parameters","text":{"status":"generated","div":" """ + new string('x', 1 << 18)]);

        answer.ShouldStartWith("HTTP/1.1 413");
    }

    [Theory]
    [InlineData("-1e245")] // 59
    [InlineData("1E999999")]
    [InlineData("1e-99999999999999999999")]
    [InlineData("3.1415926535897932384626433832795028841971693993751")]
    [InlineData("NaN")] // 60
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("01")]
    [InlineData("+1")]
    public Task A_number_that_is_none_or_is_endless_is_refused(string number) =>
        RefusedAsync($$"""{"resourceType":"Parameters","parameter":[{"name":"amount","valueDecimal":{{number}}}]}""");

    [Fact]
    public Task A_number_of_four_hundred_digits_is_refused() => // 59
        RefusedAsync($$"""{"resourceType":"Parameters","parameter":[{"name":"amount","valueDecimal":{{new string('9', 400)}}}]}""");

    [Theory]
    [InlineData("EFBBBF7B7D")] // 61: byte order mark
    [InlineData("FEFF007B007D")] // UTF-16, both ways
    [InlineData("FFFE7B007D00")]
    [InlineData("7B007D00")]
    [InlineData("7B2261223A22C0AF227D")] // overlong
    [InlineData("7B2261223A22EDA080227D")] // half a character, as bytes
    [InlineData("7B2261223A2200227D")] // NUL
    [InlineData("7B2261223A22FF227D")]
    public async Task Bytes_that_are_no_text_are_refused(string bytes) => await RefusedAsync(Convert.FromHexString(bytes), "application/fhir+json", HttpStatusCode.BadRequest);

    [Theory]
    [InlineData(@"\u0000")] // 61
    [InlineData(@"\uD800")]
    [InlineData(@"\uDC00\uD800")]
    public async Task Escapes_that_stand_for_no_character_are_refused(string escape) =>
        (await RefusedAsync($$"""{"resourceType":"Parameters","parameter":[{"name":"month","valueString":"{{escape}}"}]}""")).Issue.Where.ShouldBe("$.parameter[0].valueString");

    [Fact]
    public async Task Marks_of_direction_and_of_no_width_are_kept_as_they_are() // 62
    {
        const string Reason = "\u202Eevil\u202C zero\u200Bwidth";
        var patient = practice.Served.Of("exactly-20-minutes");

        (await practice.Served.PostAsync(
            $"{patient}/$ccm-decide",
            ServedPractice.Parameters(("month", "valueDate", "2026-04"), ("by", "valueString", Reason), ("reason", "valueString", Reason), ("kind", "valueCode", "hold")))).ShouldBe(HttpStatusCode.Created);

        await using var session = await practice.Served.Bridge.OpenAsync();
        (await session.Store.DecisionsAsync(default)).Single().By.ShouldBe(Reason);
    }

    [Fact]
    public async Task An_id_longer_than_FHIR_allows_is_looked_for_and_a_longer_one_or_one_with_other_signs_is_not() // 63, 64
    {
        foreach (var id in (string[])[new string('a', 255), new string('a', 256), "a%20b", "a%2Fb", "..%2F..", "a%27%20or%201=1", "%E2%80%AE", "a%00b"])
            ((int)(await practice.Served.Client.GetAsync($"lakeside/fhir/Patient/{id}/$ccm-status")).StatusCode).ShouldBeOneOf(400, 401, 404);
        foreach (var id in (string[])[new string('a', 255), new string('a', 256), "a%20b", "a%27%20or%201=1", "%E2%80%AE"])
            (await practice.Served.GetAsync($"Patient/{id}/$ccm-status")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("0000")] // 65
    [InlineData("0000-01")]
    [InlineData("2026-13")]
    [InlineData("2026-04-31")]
    [InlineData("9999-99")]
    public Task A_month_that_is_none_is_refused(string month) =>
        RefusedAsync($$"""{"resourceType":"Parameters","parameter":[{"name":"month","valueDate":"{{month}}"}]}""");

    [Theory]
    [InlineData("""<!DOCTYPE Parameters><Parameters xmlns="http://hl7.org/fhir"/>""")] // 67
    [InlineData("""<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Parameters xmlns="http://hl7.org/fhir"><parameter><name value="&x;"/></parameter></Parameters>""")]
    [InlineData("""<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Parameters xmlns="http://hl7.org/fhir"><id value="&c;"/></Parameters>""")]
    [InlineData("""<Parameters xmlns="http://hl7.org/fhir"><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></Parameters>""")]
    [InlineData("""<?xml-stylesheet href="https://evil.example/x.xsl"?><Parameters xmlns="http://hl7.org/fhir"/>""")]
    [InlineData("""<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="month&#xD800;"/></parameter></Parameters>""")]
    [InlineData("""<Parameters xmlns="http://hl7.org/fhir"><id value="a" value="b"/></Parameters>""")]
    [InlineData("""<Parameters/>""")]
    [InlineData("""<Parameters""")]
    public Task XML_with_anything_beside_elements_of_FHIR_is_refused(string body) => RefusedAsync(Encoding.UTF8.GetBytes(body), "application/fhir+xml", HttpStatusCode.BadRequest);

    [Fact]
    public Task Deep_XML_is_refused() => RefusedAsync( // 50
        Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("""<Parameters xmlns="http://hl7.org/fhir">""", 10_000))), "application/fhir+xml", HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("text/html", 415)] // 68
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("application/fhir+json; charset=utf-16", 415)]
    [InlineData("json", 415)]
    [InlineData("", 415)]
    [InlineData("application/fhir+xml", 400)]
    public async Task A_body_that_is_not_what_it_says_is_refused(string type, int status) =>
        await RefusedAsync(Encoding.UTF8.GetBytes("""{"resourceType":"Parameters"}"""), type, (HttpStatusCode)status);

    [Fact]
    public async Task Texts_that_make_patterns_slow_are_answered_at_once() // 69
    {
        var slow = new string('1', 50_000) + "!";
        var began = Stopwatch.GetTimestamp();

        await RefusedAsync($$"""{"resourceType":"Parameters","parameter":[{"name":"month","valueString":"{{slow}}"}]}""");
        (await practice.Served.PostAsync(
            $"{practice.Served.Of("no-activity")}/$log-time",
            ServedPractice.Parameters(
                ("start", "valueDateTime", "2026-04-19T15:00:00." + slow), ("end", "valueDateTime", slow), ("activity", "valueCode", "record-review"), ("performer", "valueString", slow))))
            .ShouldBe(HttpStatusCode.BadRequest);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(s_soon);
    }

    [Fact]
    public async Task Thousands_of_names_that_nobody_knows_are_refused_at_once() // 70
    {
        var began = Stopwatch.GetTimestamp();

        await RefusedAsync("{\"resourceType\":\"Parameters\"," + string.Join(',', Enumerable.Range(0, 60_000).Select(static at => $"\"k{at.ToString(CultureInfo.InvariantCulture)}\":0")) + "}");

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(s_soon);
    }

    private Task<FhirReply> RefusedAsync(string body, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        RefusedAsync(Encoding.UTF8.GetBytes(body.Replace("\"u\"", $"\"https://{Canary}.example\"", StringComparison.Ordinal)), "application/fhir+json", status);

    private async Task<FhirReply> RefusedAsync(byte[] bytes, string type, HttpStatusCode status)
    {
        using var body = new ByteArrayContent(bytes);
        if (type.Length > 0)
            body.Headers.TryAddWithoutValidation("Content-Type", type).ShouldBeTrue();
        var began = Stopwatch.GetTimestamp();

        var reply = (await practice.SendAsync(body)).ShouldBe(status);

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(s_soon);
        reply.Issue.Message.ShouldNotBeEmpty();
        reply.Body.ToString().ShouldNotContain(Canary);
        return reply;
    }

    private async Task<string> RawAsync(string headers, IEnumerable<string>? then = null)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(practice.Served.Socket.Host, practice.Served.Socket.Port);
        await using var stream = socket.GetStream();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /lakeside/fhir/{practice.Served.Of("no-activity")}/$ccm-status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {BearerDoor.Token("lakeside", "app", "system/*.cruds")}\r\nContent-Type: application/fhir+json\r\n{headers}"),
            timeout.Token);
        try
        {
            foreach (var part in then ?? [])
                await stream.WriteAsync(Encoding.ASCII.GetBytes(part), timeout.Token);
        }
        catch (IOException)
        {
            // It has answered and hung up.
        }

        var buffer = new byte[512];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, timeout.Token));
    }

    /// <summary>One practice for all attacks.</summary>
    public sealed class Practice : IAsyncLifetime
    {
        private ServedPractice? _served;

        internal ServedPractice Served => _served!;

        internal Task<FhirReply> SendAsync(HttpContent body) => Served.SendAsync(HttpMethod.Post, $"{Served.Of("no-activity")}/$ccm-status", body);

        public async ValueTask InitializeAsync() => _served = await ServedPractice.StartAsync(patients: 12);

        public ValueTask DisposeAsync() => Served.DisposeAsync();
    }
}
