using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;
using CcmFhirBridge.Tests.Commands;

namespace CcmFhirBridge.Tests;

/// <summary>Each kind of bad input gives one clear line with file and place and what to do, and the right exit code; what is stored stays.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string, string, int, string> TenantFiles() => new()
    {
        { "unknown key", "  closeOn: 5", "  colour: red", 2, "lakeside.yaml:30: unknown key 'billing.colour'. Known here: organization, " },
        { "misspelt key", "firstMonth: 2026-04", "firstMonht: 2026-04", 2, "lakeside.yaml:29: unknown key 'billing.firstMonht'. Did you mean 'firstMonth'?" },
        { "wrong time zone", "America/New_York", "America/New_Yrok", 2, "lakeside.yaml:4: 'timeZone' is wrong: 'America/New_Yrok' is not an IANA time zone; did you mean 'America/New_York'?" },
        { "another slug than the file's", "tenant: lakeside", "tenant: lakside", 2, "lakeside.yaml:2: the slug is 'lakside' but the file is called lakeside.yaml. Rename the file to lakside.yaml, or correct the slug." },
        { "secret that is not set", "auth: { kind: none }", "auth: { kind: bearer, token: env:CCM_BRIDGE_NO_SUCH_SECRET }", 2, "the environment variable CCM_BRIDGE_NO_SUCH_SECRET is not set; set it before starting" },
        { "no YAML", "tenant: lakeside", "tenant: [lakeside", 2, "lakeside.yaml:" },
    };

    [Theory]
    [MemberData(nameof(TenantFiles))]
    public async Task A_tenant_file_that_is_wrong(string what, string from, string to, int exit, string said)
    {
        using var bridge = new Bridge();
        bridge.WriteTenant(PracticeEhr.Change(PracticeEhr.Generate(12).TenantYaml(FileExport.BaseUrl), (from, to)));

        var sync = (await bridge.RunAsync("sync", "--tenant", Bridge.Slug)).ShouldExit(exit);

        sync.Out.ShouldBeEmpty();
        sync.ErrorLines.ShouldHaveSingleItem(what).ShouldContain(said);
        Directory.EnumerateFiles(bridge.Home.Data).ShouldBeEmpty("no store was made");
    }

    public static TheoryData<string, string> Arguments() => new()
    {
        { "--input missing --month 2026-04", "missing: no such file or folder. Check the path." },
        { "--input empty --month 2026-04", "empty: the folder holds no .ndjson, .json or .gz file. Name the folder that holds the export." },
        { "--input good --month 2026-13", "'2026-13' is not a month. Write the year with four digits, a dash and the month with two: YYYY-MM." },
        { "--input good --month April", "'April' is not a month. Write the year with four digits, a dash and the month with two: YYYY-MM." },
        { "--input good --month 2026-04 --memory lots", "--memory 'lots' is not a size. Write a whole number and a unit, such as 512MiB; the smallest is 1MiB." },
        { "--input good --month 2026-04 --output no/such/file", "--output no/such/file is a folder, or lies in a folder that does not exist. Name a file." },
        { "--input good --month 2026-04 --tenant lakesid", "there is no tenant 'lakesid' in (home)/tenants. It has: lakeside." },
        { "--input good --month 2026-04 --tenant ./none.yaml", "none.yaml:1: there is no file ./none.yaml. Check the path, or create it with 'ccm-bridge tenant new'." },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task Arguments_of_assess_that_are_wrong(string arguments, string said)
    {
        using var bridge = new Bridge();
        var good = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        Directory.CreateDirectory(Path.Combine(bridge.Path, "empty"));
        var words = arguments.Split(' ').Select(word => word switch { "good" => good, "empty" => Path.Combine(bridge.Path, "empty"), _ => word }).ToList();
        if (!words.Contains("--tenant"))
            words.AddRange(["--tenant", Bridge.Slug]);

        var run = (await bridge.RunAsync(["assess", .. words])).ShouldExit(2);

        run.Out.ShouldBeEmpty();
        run.ErrorLines.ShouldHaveSingleItem()
            .Replace(bridge.Home.Path, "(home)", StringComparison.Ordinal).Replace(bridge.Path + "/", string.Empty, StringComparison.Ordinal).ShouldBe("ccm-bridge: " + said);
    }

    public static TheoryData<string, string, string> Files() => new()
    {
        { "a line that is cut off", """{"resourceType":"Patient","id":"x",""", "odd.ndjson:2: $: Not well-formed JSON, or nested deeper than 64 levels. The resource is not read." },
        { "a line that is no object", "hello", "odd.ndjson:2: $: Not well-formed JSON, or nested deeper than 64 levels. The resource is not read." },
        { "a resource without an id", """{"resourceType":"Patient"}""", "odd.ndjson:2: $.id: There is no id, so the resource cannot be cited. It is not read." },
        { "no resource type", """{"id":"x"}""", "odd.ndjson:2: $.resourceType: There is no resourceType. The resource is not read." },
        { "a wrong resource type", """{"resourceType":"Nonsense","id":"x"}""", "  Nonsense: 1 = 0 + 1 + 0" },
        { "an OperationOutcome in a Bundle", """{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"OperationOutcome","issue":[]}}]}""",
            "odd.ndjson:2: The Bundle holds an OperationOutcome where a resource belongs: the server says that something is missing. Look at it in the file and export again." },
        { "a reference to nobody", """{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/nobody"}}""",
            "  1 more are referred to but have no Patient resource here; for example in Condition/c." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_line_that_is_wrong_is_named_and_the_run_goes_on(string what, string line, string said)
    {
        using var bridge = new Bridge();
        var good = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var expected = (await bridge.RunAsync("assess", "--input", good, "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0).Out;
        var odd = bridge.Write("odd/odd.ndjson", """{"resourceType":"Observation","id":"o"}""" + "\n" + line + "\n" + """{"resourceType":"Observation","id":"p"}""" + "\n");

        var run = (await bridge.RunAsync("assess", "--input", good, odd, "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);

        run.Out.ShouldBe(expected, what);
        run.ErrorLines.Select(error => error.Replace(Path.GetDirectoryName(odd) + "/", string.Empty, StringComparison.Ordinal)).ShouldContain(said);
        run.ErrorLines.ShouldContain("  Observation: 18 = 0 + 18 + 0", "what follows the bad line was read");
    }

    [Theory]
    [InlineData("<html><body>Log in</body></html>", "The file holds HTML or XML, not FHIR JSON. It may be a login or error page: download it again, as application/fhir+json.")]
    [InlineData("", "The file is empty. Export it again, or leave it out.")]
    public async Task A_file_that_is_no_FHIR_is_named_and_the_run_goes_on(string content, string said)
    {
        using var bridge = new Bridge();
        var good = FileExport.Ndjson(bridge, PracticeEhr.Generate(12));
        var page = bridge.Write("page.json", content);

        var run = (await bridge.RunAsync("assess", "--input", good, page, "--tenant", Bridge.Slug, "--month", Bridge.Month)).ShouldExit(0);

        run.Lines.Count.ShouldBe(12);
        run.ErrorLines.ShouldContain($"{page}: {said}");
    }

    public static TheoryData<string, string> Ehrs() => new()
    {
        { "down", "nobody answers at that address; look at ehr.baseUrl and the network." },
        { "html", "an HTML page instead of FHIR, most often a login page; ehr.baseUrl must be the FHIR base (it ends before /metadata) and ehr.auth must fit it." },
        { "unauthorized", "HTTP 401: the credentials are missing, wrong or expired; look at ehr.auth." },
        { "empty", "HTTP 200 with an empty body instead of FHIR; look at ehr.baseUrl." },
    };

    [Theory]
    [MemberData(nameof(Ehrs))]
    public async Task An_EHR_that_cannot_be_read_ends_with_4_and_nothing_stored_is_lost(string what, string said)
    {
        using var bridge = new Bridge();
        var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);
        string[] show = ["month", "show", "--tenant", Bridge.Slug, "--month", Bridge.Month, "--json"];
        var before = (await bridge.RunAsync(show)).ShouldExit(0).Out;
        if (what == "down")
            await ehr.DisposeAsync();
        else
            ehr.Ehr.Quirks.Add(new AnswerQuirk(_ => Answer(what)));

        foreach (var command in (string[][])[["sync", "--tenant", Bridge.Slug, "--full"], ["month", "close", "--tenant", Bridge.Slug, "--month", Bridge.Month]])
        {
            var result = (await bridge.RunAsync(command)).ShouldExit(4);
            result.Out.ShouldBeEmpty();
            result.ErrorLines.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                line => line.ShouldStartWith("ccm-bridge: lakeside: GET "), line => line.ShouldEndWith(said));
        }

        (await bridge.RunAsync(show)).ShouldExit(0).Out.ShouldBe(before);
        await ehr.DisposeAsync();
    }

    [Fact]
    public async Task A_patient_who_was_never_read_is_told_from_one_without_time()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        (await bridge.SyncAsync()).ShouldExit(0);

        (await bridge.RunAsync("explain", "pt-99999", Bridge.Month, "--tenant", Bridge.Slug)).ShouldExit(2)
            .ErrorLines.ShouldBe(["ccm-bridge: nothing is stored of Patient/pt-99999. Run 'ccm-bridge sync --tenant lakeside' first, or check the id."]);
    }

    [Fact]
    public async Task A_home_without_the_tenant_says_how_to_make_it()
    {
        using var bridge = new Bridge();

        (await bridge.RunAsync("sync", "--tenant", "lakeside")).ShouldExit(2).ErrorLines.ShouldBe(
            [$"ccm-bridge: there is no tenant 'lakeside': the home folder {bridge.Home.Path} has none yet. Create it with 'ccm-bridge tenant new lakeside', or name another home with --home."]);
    }

    private static FhirAnswer Answer(string what) => what switch
    {
        "html" => new() { Status = 200, ContentType = "text/html", Body = [.. "<html><body>Log in</body></html>"u8] },
        "unauthorized" => new() { Status = 401, Body = [.. "{}"u8] },
        _ => new() { Status = 200 },
    };
}
