using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Mapping.Scanning;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Mapping.Scanning;

/// <summary>What the bridge's own scanner takes for JSON is what the library's reader takes for JSON, with the same end.</summary>
public class JsonGrammarTests
{
    private static readonly string[] Seeds =
    [
        """{"a":1,"b":[true,false,null,{"c":"text with \" and \\ and \u00e9 in a string longer than one vector"}],"d":{},"e":[]}""",
        """ [ -0 , 0.5 , 1e5 , -12.75E-3 , 100 , "" , [ [ ] , { } ] ] """,
        "\"a plain string that is a good deal longer than sixty-four bytes, so that several vectors are needed\"",
        """{"resourceType":"Patient","id":"p1","name":[{"family":"\uD83D\uDE00","given":["\t"]}],"n":-3.5}""",
    ];

    private static readonly byte[] Shards = Encoding.UTF8.GetBytes("{}[]\",:\\/bu0123eE+-. \t\r\n\u0001\u001f~tfnrals");

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Seeds.Length - 1], Gen.Select(Gen.Int[0, 200], Gen.Int[0, Shards.Length - 1], Gen.Int[0, 2]).Array[0, 4],
        (which, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(Seeds[which]).ToList();
            foreach (var (place, shard, kind) in changes)
            {
                var at = place % bytes.Count;
                if (kind == 0)
                    bytes[at] = Shards[shard];
                else if (kind == 1)
                    bytes.Insert(at, Shards[shard]);
                else
                    bytes.RemoveAt(at);
            }

            return bytes.ToArray();
        });

    private static int? Ours(byte[] json)
    {
        try
        {
            return JsonGrammar.EndOfValue(json, JsonGrammar.Next(json, 0), 0);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The library also looks at the byte behind a number, which is nobody's value: a blank stands in for what follows.
    private static int? Theirs(byte[] json, int? end)
    {
        var reader = new Utf8JsonReader(end is { } known ? json.AsSpan(0, known) : json, new JsonReaderOptions { MaxDepth = Scratch.MaxDepth });
        try
        {
            reader.Read();
            reader.Skip();
            return (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [Fact]
    public void A_value_ends_where_the_library_says() =>
        Mutated.Sample(json => Ours(json) is { } end ? Theirs(json, end) == end : Theirs(json, null) is null, iter: 200_000);

    [Fact]
    public void Sixty_four_levels_are_read_and_one_more_is_not()
    {
        Ours(Encoding.UTF8.GetBytes(new string('[', 64) + new string(']', 64))).ShouldBe(128);
        Ours(Encoding.UTF8.GetBytes(new string('[', 65) + new string(']', 65))).ShouldBeNull();
        Ours(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 64)) + "1" + new string('}', 64))).ShouldBe((64 * 6) + 1);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("-")]
    [InlineData("1.")]
    [InlineData("1e")]
    [InlineData("+1")]
    [InlineData("tru")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"open")]
    [InlineData("[1,]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("[1}")]
    [InlineData("")]
    public void What_is_no_json_is_refused(string text) => Ours(Encoding.UTF8.GetBytes(text)).ShouldBeNull();
}
