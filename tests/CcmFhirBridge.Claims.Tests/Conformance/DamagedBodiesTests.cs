using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Claims.Conformance;
using CcmFhirBridge.Claims.Tests.Testing;
using CsCheck;

namespace CcmFhirBridge.Claims.Tests.Conformance;

public sealed class DamagedBodiesTests
{
    private static readonly byte[][] Bodies = [Requests.Claim(Requests.Usual()), Requests.Charge(Requests.Usual(), 1)];
    private static readonly string[] Values =
        ["null", "true", "-1", "1e400", "0.000000000000000000000000000000001", "79228162514264337593543950336", "\"\"", "\"Marigold\"", "[]", "{}", "[null]", "[[1]]", "{\"Marigold\":1}", "\"2026-02-30\""];

    private static readonly Gen<byte[]> Damaged =
        from body in Gen.Int[0, Bodies.Length - 1]
        from places in Gen.Int[0, 10_000].Array[1, 3]
        from values in Gen.Int[0, Values.Length - 1].Array[3]
        select Damage(Bodies[body], places, values);

    [Fact]
    public void A_damaged_body_is_judged_and_never_breaks_the_gate_nor_speaks() => Damaged.Sample(
        body => ConformanceGate.Default.Check(body).ShouldAllBe(problem => !problem.Contains("\"Marigold\"") && problem.Length < 400),
        iter: 1_000,
        threads: 1);

    private static byte[] Damage(byte[] body, int[] places, int[] values)
    {
        var root = JsonNode.Parse(body)!;
        for (var i = 0; i < places.Length; i++)
        {
            var nodes = Below(root).ToList();
            nodes[places[i] % nodes.Count].ReplaceWith(JsonNode.Parse(Values[values[i]]));
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static IEnumerable<JsonNode> Below(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject o => o.Select(property => property.Value),
            JsonArray a => a,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));
    }
}
