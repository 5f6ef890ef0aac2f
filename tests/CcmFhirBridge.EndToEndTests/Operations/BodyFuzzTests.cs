using System.Net.Http.Headers;
using System.Text;
using CsCheck;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Whatever is sent, the answer is a refusal in words or the answer to a good call: never a failure of ours, and soon.</summary>
public sealed class BodyFuzzTests(BodyAttackTests.Practice practice) : IClassFixture<BodyAttackTests.Practice>
{
    private const int Cases = 400;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private static readonly string[] s_good =
    [
        """{"resourceType":"Parameters","parameter":[{"name":"month","valueDate":"2026-04"}]}""",
        """{"resourceType":"Parameters","id":"a","meta":{"profile":["https://x.example/p"]},"parameter":[{"name":"month","valueString":"2026-04","extension":[{"url":"https://x.example/e","valueInteger":1}]}]}""",
        """<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="month"/><valueDate value="2026-04"/></parameter></Parameters>""",
    ];

    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-", "1e5", "1E999", "\"resourceType\":", "\"parameter\":", "\"name\":", "\"valueDate\":", "\"value\":", "\"_name\":",
        "<", ">", "/>", "&lt;", "&#0;", "<!DOCTYPE x>", "<![CDATA[", "xmlns=", "http://hl7.org/fhir", "\\u0000", "\\ud800", "é", "\u202e", "Parameters", "Bundle",
    ];

    private static readonly Gen<byte[]> s_random = Gen.Byte.Array[0, 300];

    private static readonly Gen<byte[]> s_pieced = Gen.Int[0, s_pieces.Length - 1].Select(static at => s_pieces[at]).Array[0, 60].Select(static pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    // A good body with a few of its bytes changed, left out, doubled, or a piece put between them.
    private static readonly Gen<byte[]> s_mutated = Gen.Select(Gen.Int[0, s_good.Length - 1].Select(static at => s_good[at]), Gen.Select(Gen.Int[0, 500], Gen.Int[0, 3], Gen.Byte, Gen.Int[0, s_pieces.Length - 1].Select(static at => s_pieces[at])).Array[1, 6]).Select(static (good, changes) =>
    {
        var bytes = Encoding.UTF8.GetBytes(good).ToList();
        foreach (var (place, kind, with, piece) in changes)
        {
            var at = place % (bytes.Count + 1);
            switch (kind)
            {
                case 0 when at < bytes.Count:
                    bytes[at] = with;
                    break;
                case 1 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 2 when at < bytes.Count:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(20, bytes.Count - at)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(piece));
                    break;
            }
        }

        return bytes.ToArray();
    });

    [Fact]
    public Task Random_bytes_are_answered_with_words() => AnsweredAsync(s_random);

    [Fact]
    public Task Pieces_of_FHIR_in_any_order_are_answered_with_words() => AnsweredAsync(s_pieced);

    [Fact]
    public Task A_good_body_that_was_changed_is_answered() => AnsweredAsync(s_mutated);

    private Task AnsweredAsync(Gen<byte[]> bodies) => Gen.Select(bodies, Gen.Bool.Select(static isXml => isXml ? "application/fhir+xml" : "application/fhir+json")).SampleAsync(
        async pair =>
        {
            var (bytes, type) = pair;
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new MediaTypeHeaderValue(type);

            var reply = await practice.SendAsync(body).WaitAsync(s_patience);

            ((int)reply.Status).ShouldBeOneOf([200, 400], Encoding.UTF8.GetString(bytes));
            reply.Body.GetProperty("resourceType").GetString().ShouldBe((int)reply.Status == 200 ? "Parameters" : "OperationOutcome");
        },
        iter: Cases, threads: 1);
}
