using System.Text;
using System.Text.Json;
using CcmFhirBridge.Ehr.Reading;
using CsCheck;

namespace CcmFhirBridge.Ehr.Tests.Reading;

public sealed class SearchsetScannerTests
{
    private static readonly Gen<string> Value = Gen.OneOf(
        Gen.Const("null"), Gen.Const("1e400"), Gen.Const("[{\"entry\":[{}]},[]]"), Gen.Const("{\"resource\":{\"link\":[]},\"a\":\"}\\\"{\"}"),
        Gen.String[Gen.Char.AlphaNumeric, 0, 5].Select(text => JsonSerializer.Serialize(text + "\"}{]ü")));

    private static readonly Gen<string> Resource = Gen.Select(Value.List[0, 4], Gen.Bool, (values, typeFirst) =>
    {
        var rest = string.Concat(values.Select((value, n) => $",\"p{n}\" :\n {value}"));
        return typeFirst ? "{\"resourceType\":\"Encounter\"" + rest + "}" : "{\"id\":\"x\"" + rest + ",\"resourceType\":\"Encounter\" }";
    });

    private static readonly Gen<(IReadOnlyList<string> Resources, string Bundle)> Bundle = Gen.Select(
        Resource.List[0, 5], Gen.Shuffle(new[] { 0, 1, 2, 3, 4 }), Value, (resources, order, other) =>
        {
            string[] parts =
            [
                "\"resourceType\":\"Bundle\"", "\"type\":\"searchset\"", "\"total\":0",
                "\"link\":[{\"url\":\"/Encounter?page=2\",\"relation\":\"next\"},{\"relation\":\"self\",\"url\":\"/Encounter\"}]",
                $"\"other\":{other},\"entry\":[{string.Join(" , ", resources.Select(resource => "{\"search\":{\"mode\":\"match\"},\"resource\": " + resource + "}"))}]",
            ];
            return ((IReadOnlyList<string>)resources, "{" + string.Join(",", order.Select(n => parts[n])) + "}");
        });

    [Fact]
    public void Every_resource_is_given_as_the_bytes_between_its_braces() => Bundle.Sample(
        sample =>
        {
            var page = SearchsetScanner.Scan(Encoding.UTF8.GetBytes(sample.Bundle));

            page.Resources.Select(resource => Encoding.UTF8.GetString(resource.Span)).ShouldBe(sample.Resources);
            (page.ResourceType, page.BundleType, page.Next, page.Self).ShouldBe(("Bundle", "searchset", "/Encounter?page=2", "/Encounter"));
            page.EmptyEntries.ShouldBeEmpty();
        },
        iter: 2000);

    [Fact]
    public void A_bundle_that_ends_too_early_is_never_taken_for_a_shorter_one() => Gen.Select(Bundle, Gen.Double[0, 1]).Sample(
        (sample, where) =>
        {
            var bytes = Encoding.UTF8.GetBytes(sample.Bundle);
            var cut = bytes.AsMemory(0, Math.Min((int)(bytes.Length * where), bytes.Length - 1));

            Should.Throw<JsonException>(() => SearchsetScanner.Scan(cut));
        },
        iter: 2000);

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"resourceType":"Bundle"} x""")]
    [InlineData("""{"resourceType":"Bundle",}""")]
    public void What_is_no_JSON_object_is_refused(string json) => Should.Throw<JsonException>(() => SearchsetScanner.Scan(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""{"resourceType":"Bundle"}""")]
    [InlineData("""{"resourceType":"Bundle","entry":[],"link":[]}""")]
    [InlineData("""{"resourceType":"Bundle","entry":null,"link":{"relation":"next","url":"x"},"type":5}""")]
    public void An_empty_result_has_no_pages_behind_it(string json)
    {
        var page = SearchsetScanner.Scan(Encoding.UTF8.GetBytes(json));

        page.Resources.ShouldBeEmpty();
        page.Next.ShouldBeNull();
    }

    [Fact]
    public void An_OperationOutcome_is_told_apart_by_its_type_wherever_that_stands()
    {
        var page = SearchsetScanner.Scan("""
            {"resourceType":"Bundle","entry":[
              {"resource":{"issue":[{"severity":"warning","code":"incomplete"}],"resourceType":"OperationOutcome"}},
              {"resource":{"note":{"resourceType":"OperationOutcome"},"resourceType":"Encounter"}}]}
            """u8.ToArray());

        page.Issues.Count.ShouldBe(1);
        page.Resources.Count.ShouldBe(1);
    }
}
