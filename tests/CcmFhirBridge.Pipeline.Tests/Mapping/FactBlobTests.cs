using System.Text;
using CcmFhirBridge.Pipeline.Mapping;
using CsCheck;

namespace CcmFhirBridge.Pipeline.Tests.Mapping;

public sealed class FactBlobTests
{
    [Fact]
    public void It_is_a_dictionary_that_survives_its_bytes() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Byte.Array[0, 300]).Array[0, 30].Sample(
            steps =>
            {
                var (blob, model) = (new FactBlob(), new Dictionary<string, byte[]>());
                foreach (var (id, kind, facts) in steps)
                {
                    var key = $"Encounter/é{id}";
                    if (kind == 0)
                    {
                        blob.Remove(key).ShouldBe(model.Remove(key));
                    }
                    else
                    {
                        var changes = !model.TryGetValue(key, out var old) || !old.SequenceEqual(facts);
                        blob.Set(key, facts).ShouldBe(changes);
                        model[key] = facts;
                    }

                    blob = new FactBlob(blob.ToArray());
                }

                blob.Count.ShouldBe(model.Count);
                blob.Facts.Select(facts => Convert.ToHexString(facts.Span)).Order().ShouldBe(
                    model.Values.Where(facts => facts.Length > 0).Select(facts => Convert.ToHexString(facts)).Order());
            },
            iter: 2_000);

    [Fact]
    public void Setting_again_keeps_the_place()
    {
        var blob = new FactBlob();
        blob.Set("a", "1"u8.ToArray());
        blob.Set("b", "2"u8.ToArray());
        blob.Set("a", "3"u8.ToArray());
        blob.Facts.Select(facts => Encoding.UTF8.GetString(facts.Span)).ShouldBe(["3", "2"]);
    }

    [Fact]
    public void A_row_that_was_cut_or_is_of_another_format_is_refused()
    {
        var blob = new FactBlob();
        blob.Set("Encounter/e1", "facts"u8.ToArray());
        var bytes = blob.ToArray();
        Should.Throw<InvalidDataException>(() => new FactBlob(bytes.AsMemory(0, bytes.Length - 1)));
        Should.Throw<InvalidDataException>(() => new FactBlob(new byte[] { 9, 0 }));
        new FactBlob(ReadOnlyMemory<byte>.Empty).Count.ShouldBe(0);
    }
}
