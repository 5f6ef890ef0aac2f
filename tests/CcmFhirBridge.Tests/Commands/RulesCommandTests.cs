using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class RulesCommandTests : IDisposable
{
    private readonly Bridge _bridge = new();

    public void Dispose() => _bridge.Dispose();

    [Fact]
    public async Task Show_prints_every_value_of_a_code_with_its_source() =>
        Golden.ShouldMatchText((await _bridge.RunAsync("rules", "show", "--on", "2026-04", "--code", "99437")).ShouldExit(0).Out, "Rules-show-99437");

    [Fact]
    public async Task Show_gives_machines_the_whole_month()
    {
        var month = (await _bridge.RunAsync("rules", "show", "--on", "2020-06", "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();

        month.GetProperty("inForce").GetBoolean().ShouldBeTrue();
        month.GetProperty("codes").EnumerateArray().Select(code => code.GetProperty("code").GetString()).ShouldBe(["99487", "99490", "99491", "99489", "G2058", "G0506", "G0511"]);
        var addOn = month.GetProperty("codes").EnumerateArray().Single(code => code.GetProperty("code").GetString() == "G2058");
        addOn.GetProperty("floorSeconds").GetInt32().ShouldBe(2400);
        addOn.GetProperty("values").EnumerateArray().ShouldContain(read => read.GetProperty("parameter").GetString() == "codes.G2058.in_force" && read.GetProperty("value").GetString() == "from 2020-01-01 through 2020-12-31");
        var cited = month.GetProperty("citations").EnumerateArray().Select(citation => citation.GetProperty("id").GetString()).ToHashSet(StringComparer.Ordinal);
        month.GetProperty("codes").EnumerateArray().SelectMany(code => code.GetProperty("values").EnumerateArray()).Concat(month.GetProperty("values").EnumerateArray())
            .SelectMany(read => read.GetProperty("sources").EnumerateArray()).ShouldAllBe(source => cited.Contains(source.GetString()));
    }

    [Fact]
    public async Task Show_takes_the_newest_month_that_is_verified() =>
        (await _bridge.RunAsync("rules", "show")).ShouldExit(0).Out.ShouldContain(" in 2026-12, verified through 2026-12-31");

    [Theory]
    [InlineData("2017-12")]
    [InlineData("2027-01")]
    public async Task A_month_without_rules_is_said_and_is_not_done(string month)
    {
        (await _bridge.RunAsync("rules", "show", "--on", month)).ShouldExit(3).Out.ShouldMatch($"^No rules are verified for {month}: us-medicare-ccm@[0-9a-f]+ covers 2018-01 to 2026-12\\.");
        (await _bridge.RunAsync("rules", "show", "--on", month, "--json")).ShouldExit(3).Json[0].GetProperty("inForce").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(new[] { "rules", "show", "--on", "2018-04", "--code", "99491" }, "99491 is not in force in 2018-04. In force are: 99487, 99490")]
    [InlineData(new[] { "rules", "show", "--on", "April" }, "'April' is not a month")]
    [InlineData(new[] { "rules", "diff", "2017", "2026" }, "no rules are verified for 2017-12")]
    [InlineData(new[] { "rules", "diff", "2026", "soon" }, "'soon' is not a month")]
    [InlineData(new[] { "rules", "lint", "--pack", "nowhere" }, "there is no such folder")]
    public async Task A_wrong_question_says_what_to_ask(string[] call, string words) => (await _bridge.RunAsync(call)).ShouldExit(2).Error.ShouldContain(words);

    [Fact]
    public async Task Diff_shows_what_came_went_and_changed()
    {
        var changes = (await _bridge.RunAsync("rules", "diff", "2020", "2021", "--json")).ShouldExit(0).Json;

        Change("codes.G2058.in_force").ShouldBe(("from 2020-01-01 through 2020-12-31", null, null));
        Change("codes.99439.minutes_required").ShouldBe((null, "40 minutes", "2021-01-01"));
        Change("codes.99490.amount_non_facility").ShouldBe(("42.22 USD", "41.17 USD", "2021-01-01"));
        changes.ShouldNotContain(change => change.GetProperty("parameter").GetString() == "codes.99490.minutes_required");
        (await _bridge.RunAsync("rules", "diff", "2021-03", "2021-04", "--json")).ShouldExit(0).Json.ShouldBeEmpty();

        (string? Before, string? After, string? Since) Change(string parameter)
        {
            var change = changes.Single(found => found.GetProperty("parameter").GetString() == parameter);
            return (change.GetProperty("before").GetString(), change.GetProperty("after").GetString(), change.GetProperty("since").GetString());
        }
    }

    [Fact]
    public async Task Diff_tells_a_person_the_same_in_a_table() =>
        Golden.ShouldMatchText((await _bridge.RunAsync("rules", "diff", "2021", "2022")).ShouldExit(0).Out, "Rules-diff-2021-2022");

    [Fact]
    public async Task The_pack_that_travels_with_the_product_has_nothing_to_mend()
    {
        var lint = (await _bridge.RunAsync("rules", "lint", "--json")).ShouldExit(0).Json[0];
        lint.GetProperty("warnings").GetArrayLength().ShouldBe(0);
        lint.GetProperty("files").GetInt32().ShouldBeGreaterThan(30);
        lint.GetProperty("values").GetInt32().ShouldBeGreaterThan(150);
    }

    [Fact]
    public async Task Lint_names_file_and_line_of_every_mistake_in_a_folder_and_show_refuses_it()
    {
        var folder = Pack(("codes/99490.yaml", "label:", "lable:"), ("codes/99439.yaml", "value: 40", "value: 45"));

        var lint = (await _bridge.RunAsync("rules", "lint", "--pack", folder)).ShouldExit(2);

        lint.Error.ShouldContain("codes/99490.yaml:3: unknown key 'lable'. Did you mean 'label'?");
        (await _bridge.RunAsync("rules", "show", "--pack", folder)).ShouldExit(2);
    }

    [Fact]
    public async Task Lint_warns_of_what_stops_nothing()
    {
        var folder = Pack(
            ("codes/99490.yaml", "2023-01-01: { value: 62.69", "2023-01-01: { value: 64.02"),
            ("citations.yaml", "  - { id: bridge-map", "  - { id: nobody-names-this, title: \"A paper\" }\n  - { id: bridge-map"));

        var lint = (await _bridge.RunAsync("rules", "lint", "--pack", folder)).ShouldExit(0);

        lint.Out.ShouldMatch("codes/99490.yaml:[0-9]+: pack.repeated: the value from 2023-01-01 is that from 2022-01-01\\.");
        lint.Out.ShouldContain("pack.unused-citation: no value names the citation 'nobody-names-this'.");
        lint.Lines[^1].ShouldEndWith("2 warnings; the pack is used all the same.");
    }

    [Fact]
    public async Task A_link_in_a_pack_and_a_file_that_is_too_large_are_refused()
    {
        var folder = Pack();
        File.CreateSymbolicLink(Path.Combine(folder, "codes", "99999.yaml"), Path.Combine(folder, "pack.yaml"));
        (await _bridge.RunAsync("rules", "lint", "--pack", folder)).ShouldExit(2).Error.ShouldContain("codes/99999.yaml:1: the file is a link");
        File.Delete(Path.Combine(folder, "codes", "99999.yaml"));
        await File.WriteAllBytesAsync(Path.Combine(folder, "codes", "99999.yaml"), new byte[(1 << 20) + 1]);
        (await _bridge.RunAsync("rules", "lint", "--pack", folder)).ShouldExit(2).Error.ShouldContain("codes/99999.yaml:1: the file is larger than 1 MiB");
    }

    private string Pack(params (string File, string Piece, string Replacement)[] changes)
    {
        var folder = Path.Combine(_bridge.Path, "pack");
        foreach (var (name, bytes) in EmbeddedRulePacks.UsMedicareCcmFiles())
        {
            var text = System.Text.Encoding.UTF8.GetString(bytes);
            foreach (var (_, piece, replacement) in changes.Where(change => change.File == name))
            {
                text.ShouldContain(piece);
                text = text.Replace(piece, replacement, StringComparison.Ordinal);
            }

            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.WriteAllText(Path.Combine(folder, name), text);
        }

        return folder;
    }
}
