using System.Text.Json;
using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

public sealed class AssessCommandTests
{
    [Fact]
    public async Task The_same_bytes_for_any_order_and_any_form_of_the_input()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);
        var expected = (await AssessAsync(bridge, FileExport.Ndjson(bridge, practice))).Out;

        expected.Split('\n').Length.ShouldBe(PracticeEhr.EveryStory + 1);
        for (var seed = 1; seed <= 3; seed++)
            (await AssessAsync(bridge, FileExport.Shuffled(bridge, practice, seed))).Out.ShouldBe(expected, $"shuffled with seed {seed}");
        (await AssessAsync(bridge, FileExport.Gzipped(bridge, practice))).Out.ShouldBe(expected);
        (await AssessAsync(bridge, FileExport.Singles(bridge, practice))).Out.ShouldBe(expected);
        foreach (var type in (string[])["collection", "transaction", "searchset"])
            (await AssessAsync(bridge, FileExport.Bundles(bridge, practice, type))).Out.ShouldBe(expected, type);
    }

    [Fact]
    public async Task A_tenant_file_that_is_named_by_its_path_may_be_called_anything()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(12);
        var input = FileExport.Ndjson(bridge, practice);
        await File.WriteAllTextAsync(Path.Combine(bridge.Path, "practice.yml"), practice.TenantYaml(FileExport.BaseUrl), TestContext.Current.CancellationToken);

        var run = (await bridge.RunAsync("assess", "--input", input, "--tenant", "practice.yml", "--month", "2026-04")).ShouldExit(0);

        run.Lines.Count.ShouldBe(12);
        run.Out.ShouldStartWith("{\"tenant\":\"lakeside\"");
    }

    [Fact]
    public async Task Everything_twice_is_the_same_as_once()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);
        var once = FileExport.Ndjson(bridge, practice);
        var expected = (await AssessAsync(bridge, once)).Out;

        (await AssessAsync(bridge, once, FileExport.Shuffled(bridge, practice, 9))).Out.ShouldBe(expected);
    }

    [Fact]
    public async Task Little_memory_gives_the_same_bytes_from_disk()
    {
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(900));

        var roomy = await AssessAsync(bridge, input);
        var tight = await AssessAsync(bridge, input, "--memory", "1MiB");

        roomy.Error.ShouldNotContain("went to disk");
        tight.Error.ShouldContain("bytes of facts went to disk (see --memory).");
        tight.Out.ShouldBe(roomy.Out);
    }

    [Fact]
    public async Task The_lines_of_every_story_are_as_promised()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);

        var run = await AssessAsync(bridge, FileExport.Ndjson(bridge, practice));

        string[] shown = ["typical-60-and-more", "consent-after-part-of-the-time", "unknown-performer", "one-condition-group", "no-activity"];
        var patients = shown.Select(scenario => practice.Truth.First(truth => truth.Scenario == scenario).Patient).ToList();
        var lines = run.Lines.Where(line => patients.Exists(patient => line.Contains($"\"patient\":\"{patient}\"", StringComparison.Ordinal)));
        Golden.ShouldMatchText(string.Join('\n', lines) + "\n", "Assess-ndjson");
    }

    [Fact]
    public async Task Relative_paths_begin_at_the_folder_of_the_call()
    {
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var expected = (await AssessAsync(bridge, input)).Out;

        var relative = (await bridge.RunAsync(
            "assess", "--tenant", "home/tenants/lakeside.yaml", "--month", Bridge.Month, "--input", "export/data", "--output", "april.ndjson")).ShouldExit(0);

        relative.Out.ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(bridge.Path, "april.ndjson"))).ShouldBe(expected);
    }

    [Fact]
    public async Task An_output_under_dev_is_written_in_place()
    {
        Assert.SkipUnless(Directory.Exists("/dev/fd"), "This system has no /dev/fd.");
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var expected = (await AssessAsync(bridge, input)).Out;
        var path = bridge.Write("through.ndjson", string.Empty);

        // The system lets nobody make or rename files in /dev/fd, so that a rename would fail here without any harm.
        using (var open = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            await AssessAsync(bridge, input, "--output", $"/dev/fd/{open.DangerousGetHandle()}");

        (await File.ReadAllTextAsync(path)).ShouldBe(expected);
    }

    [Fact]
    public async Task An_input_without_patients_is_said_to_have_decided_nothing()
    {
        using var bridge = new Bridge();
        FileExport.Ndjson(bridge, PracticeEhr.Generate(12));

        (await AssessAsync(bridge, bridge.Write("empty.ndjson", string.Empty))).ErrorLines.ShouldContain("  Nothing was decided: the input holds no Patient that can be read.");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("table")]
    public async Task The_formats_for_people_hold_a_row_for_each_patient(string format)
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(12);

        var run = await AssessAsync(bridge, FileExport.Ndjson(bridge, practice), "--format", format);

        run.Lines.Count.ShouldBe(13);
        Golden.ShouldMatchText(run.Out, "Assess-" + format);
    }

    [Fact]
    public async Task A_cell_that_a_spreadsheet_would_take_for_a_formula_is_defused()
    {
        using var bridge = new Bridge();
        FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var input = bridge.Write("odd/Patient.ndjson", """{"resourceType":"Patient","id":"=HYPERLINK(1)"}""" + "\n" + """{"resourceType":"Patient","id":"a,b"}""" + "\n");

        var run = await AssessAsync(bridge, input, "--format", "csv");

        run.Lines.Skip(1).ShouldAllBe(line => !"=+-@".Contains(line[0]));
        run.Lines.Count.ShouldBe(3);
        run.Lines[0].Split(',').Length.ShouldBe(10);
    }

    [Fact]
    public async Task Explain_adds_the_working_and_changes_nothing_else()
    {
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));

        var plain = await AssessAsync(bridge, input);
        var explained = await AssessAsync(bridge, input, "--explain");

        foreach (var (less, more) in plain.Json.Zip(explained.Json))
        {
            ShouldOnlyAdd(less, more);
            foreach (var (said, working) in less.GetProperty("findings").EnumerateArray().Zip(more.GetProperty("findings").EnumerateArray()))
                ShouldOnlyAdd(said, working);
        }
    }

    [Fact]
    public async Task The_counts_on_standard_error_add_up_and_the_data_stays_clean()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(PracticeEhr.EveryStory);

        var run = await AssessAsync(bridge, FileExport.Ndjson(bridge, practice));

        run.Json.Count.ShouldBe(PracticeEhr.EveryStory, "standard output holds JSON lines and nothing else");
        var ignored = practice.Resources.Count(resource => resource.Type == "Observation");
        run.ErrorLines[0].ShouldBe($"Resources: {practice.Resources.Count} read = {practice.Resources.Count - ignored} projected + {ignored} ignored by type + 0 gaps.");
        int Of(string outcome) => practice.Truth.Count(truth => truth.Outcome == outcome);
        run.ErrorLines.ShouldContain($"Patients: {PracticeEhr.EveryStory} = {Of("bill")} bill + {Of("hold")} hold + {Of("block")} block + {Of("none")} none.");
    }

    [Fact]
    public async Task An_output_file_appears_when_it_is_complete_and_only_its_owner_may_read_it()
    {
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var expected = await AssessAsync(bridge, input);

        var run = await AssessAsync(bridge, input, "--output", "lines.ndjson");

        run.Out.ShouldBeEmpty();
        var file = Path.Combine(bridge.Path, "lines.ndjson");
        (await File.ReadAllTextAsync(file)).ShouldBe(expected.Out);
        File.Exists(file + ".partial").ShouldBeFalse();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("2017-05")]
    [InlineData("2031-01")]
    public async Task A_month_without_rules_bills_nobody_and_says_so(string month)
    {
        using var bridge = new Bridge();
        var input = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var resources = (await File.ReadAllTextAsync(Path.Combine(input, "Encounter.ndjson"))).Replace("2026-04-", month + "-", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(input, "Encounter.ndjson"), resources);

        var run = (await bridge.RunAsync("assess", "--input", input, "--tenant", Bridge.Slug, "--month", month)).ShouldExit(0);

        run.Json.ShouldAllBe(line => line.GetProperty("lines").GetArrayLength() == 0);
        run.Json.Select(line => line.GetProperty("outcome").GetString()).Distinct().Order().ShouldBe(["hold", "none"]);
        run.ErrorLines[^1].ShouldMatch($"^No rules are verified for {month}: us-medicare-ccm@[0-9a-f]+ covers 2018-01 to 20[0-9]{{2}}-[0-9]{{2}}\\. Nothing of that month can be billed\\.$");
    }

    [Fact]
    public async Task It_needs_neither_a_server_nor_a_home()
    {
        using var bridge = new Bridge();
        var practice = PracticeEhr.Generate(12);
        var input = FileExport.Ndjson(bridge, practice);
        Directory.Delete(bridge.Home.Path, recursive: true);

        var run = (await bridge.RunAsync("assess", "--input", input, "--tenant", Path.Combine(bridge.Path, "export", "lakeside.yaml"), "--month", Bridge.Month)).ShouldExit(0);

        run.Lines.Count.ShouldBe(12);
        Directory.Exists(bridge.Home.Path).ShouldBeFalse("assess makes no home");
    }

    private static void ShouldOnlyAdd(JsonElement less, JsonElement more)
    {
        var names = less.EnumerateObject().Select(member => member.Name).Where(name => name != "findings").ToList();
        more.EnumerateObject().Count().ShouldBeGreaterThan(names.Count);
        names.ShouldAllBe(name => more.GetProperty(name).GetRawText() == less.GetProperty(name).GetRawText());
    }

    private static async Task<CommandResult> AssessAsync(Bridge bridge, string input, params string[] more) =>
        (await bridge.RunAsync(["assess", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--input", input, .. more])).ShouldExit(0);
}
