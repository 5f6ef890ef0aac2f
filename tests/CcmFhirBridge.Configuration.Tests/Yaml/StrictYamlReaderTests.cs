using System.Text;
using CcmFhirBridge.Configuration.Yaml;

namespace CcmFhirBridge.Configuration.Tests.Yaml;

public sealed class StrictYamlReaderTests
{
    [Theory]
    [InlineData("", 1, "yaml.empty", "the file is empty")]
    [InlineData("# only a comment\n", 1, "yaml.empty", "the file is empty")]
    [InlineData("---\n", 1, "yaml.empty", "the file is empty")]
    [InlineData("- a\n- b\n", 1, "yaml.not-a-mapping", "has to be a mapping")]
    [InlineData("just text", 1, "yaml.not-a-mapping", "has to be a mapping")]
    [InlineData("a: 1\n\tb: 2\n", 2, "yaml.tab", "Use spaces")]
    [InlineData("a: &x 1\n", 1, "yaml.anchor", "anchors")]
    [InlineData("a: 1\nb: *x\n", 2, "yaml.alias", "aliases")]
    [InlineData("a: 1\nb: !!str 2\n", 2, "yaml.tag", "tags")]
    [InlineData("a: !mine 2\n", 1, "yaml.tag", "tags")]
    [InlineData("a: 1\nb: 2\na: 3\n", 3, "yaml.duplicate-key", "'a' is already set on line 1")]
    [InlineData("a: 1\n---\nb: 2\n", 2, "yaml.second-document", "a second document")]
    [InlineData("a: 1\n? [x, y]\n: 2\n", 2, "yaml.key", "a key has to be a plain word")]
    [InlineData("a: \"open\nb: 2\n", 1, "yaml.syntax", "not YAML")]
    [InlineData("a: [1, 2\nb: 3\n", 1, "yaml.syntax", "not YAML")]
    public void What_nobody_means_is_a_problem_with_its_line(string yaml, int line, string code, string words)
    {
        var log = new ProblemLog("lakeside.yaml");

        StrictYamlReader.Read(Encoding.UTF8.GetBytes(yaml), log);

        var problem = log.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.Message.ShouldContain(words);
        problem.Line.ShouldBe(line);
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_refused()
    {
        var log = new ProblemLog("lakeside.yaml");

        StrictYamlReader.Read(new byte[StrictYamlReader.MaxBytes + 1], log).ShouldBeNull();

        log.Problems.ShouldHaveSingleItem().Code.ShouldBe("yaml.too-large");
    }

    [Fact]
    public void Bytes_that_are_not_utf8_name_their_line()
    {
        var log = new ProblemLog("lakeside.yaml");

        StrictYamlReader.Read([.. "a: 1\nb: "u8, 0xE9, .. "\n"u8], log).ShouldBeNull();

        var problem = log.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("yaml.encoding");
        problem.Line.ShouldBe(2);
    }

    [Fact]
    public void Nesting_has_a_limit()
    {
        var log = new ProblemLog("lakeside.yaml");

        StrictYamlReader.Read(Encoding.UTF8.GetBytes("a: " + new string('[', 5000)), log).ShouldBeNull();

        log.Problems.ShouldHaveSingleItem().Code.ShouldBe("yaml.too-deep");
    }

    [Fact]
    public void Every_value_keeps_its_place()
    {
        var log = new ProblemLog("lakeside.yaml");

        var map = StrictYamlReader.Read("a: 1\nb:\n  c: [x, y]\n"u8, log).ShouldNotBeNull();

        log.Problems.ShouldBeEmpty();
        var list = map.Map("b").ShouldNotBeNull().Find("c").ShouldBeOfType<YamlList>();
        (list.Line, list.Column).ShouldBe((3, 6));
        (list.Items[1].Line, list.Items[1].Column).ShouldBe((3, 10));
    }

    [Theory]
    [InlineData("timezone", "timeZone")]
    [InlineData("perMinut", "perMinute")]
    [InlineData("zzzzzz", null)]
    public void The_nearest_key_is_suggested_only_when_it_is_near(string word, string? nearest)
        => NearestWord.Of(word, ["timeZone", "perMinute", "name"]).ShouldBe(nearest);
}
