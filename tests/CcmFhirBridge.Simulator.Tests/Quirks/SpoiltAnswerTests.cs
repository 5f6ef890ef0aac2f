using System.IO.Compression;
using System.Text.Json;
using CcmFhirBridge.Simulator.Quirks;

namespace CcmFhirBridge.Simulator.Tests.Quirks;

public sealed class SpoiltAnswerTests
{
    [Fact]
    public async Task An_empty_answer_hides_what_was_done()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new EmptyAnswer(new Aim()));

        var reply = await ehr.Post("/Claim", Bodies.Claim("k1"));

        (reply.Status, reply.Text, reply.Headers.Location, reply.Headers.ETag).ShouldBe((200, "", null, null));
        ehr.Ehr.History.WithIdentifier("urn:claims", "k1").Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_goes_as_it_is()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new EmptyAnswer(Aim.Everything));

        (await ehr.Get("/Claim/none")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task What_was_created_is_said_and_not_where()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.Ehr.Quirks.Add(new MissingLocation(Aim.Everything));

        var one = await ehr.Post("/Claim", Bodies.Claim("k1"));
        var together = await ehr.Post("", $$$"""
            {"resourceType":"Bundle","type":"transaction","entry":[{"resource":{{{Bodies.Claim("k2")}}},"request":{"method":"POST","url":"Claim"}}]}
            """);

        (one.Status, one.Text, one.Headers.Location).ShouldBe((201, "", null));
        var entry = together.Json.GetProperty("entry")[0];
        entry.GetProperty("response").GetProperty("status").GetString().ShouldBe("201");
        entry.GetProperty("response").TryGetProperty("location", out _).ShouldBeFalse();
        entry.TryGetProperty("resource", out _).ShouldBeFalse();
        ehr.Ehr.History.Of("Claim").Count.ShouldBe(2);
    }

    [Fact]
    public async Task JSON_that_stops_in_the_middle_has_the_length_that_is_told()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);
        ehr.Ehr.Quirks.Add(new MalformedJson(Aim.Everything));

        var reply = await ehr.Get("/Patient/p001");

        reply.ContentHeaders.ContentLength.ShouldBe(reply.Text.Length);
        Should.Throw<JsonException>(() => reply.Json);
    }

    [Fact]
    public async Task A_compressed_answer_stops_in_the_middle()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);
        ehr.Ehr.Quirks.Add(new TruncatedGzip(Aim.Everything));
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(ehr.Ehr.BaseUrl + "/Patient/p001"), TestContext.Current.CancellationToken);

        answer.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        // A reader that does not look at the end of the stream sees only that the JSON stops.
        (Should.Throw<Exception>(() => JsonElement.Parse(reader.ReadToEnd())) is JsonException or InvalidDataException).ShouldBeTrue();
    }

    [Fact]
    public async Task JSON_says_that_it_is_something_else()
    {
        await using var ehr = await RunningEhr.StartAsync();
        ehr.SeedPatients(1);
        ehr.Ehr.Quirks.Add(new WrongContentType(Aim.Everything));

        var reply = await ehr.Get("/Patient/p001");

        reply.ContentHeaders.ContentType!.MediaType.ShouldBe("text/plain");
        reply.Id.ShouldBe("p001");
    }
}
