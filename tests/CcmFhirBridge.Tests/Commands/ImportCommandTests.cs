using System.Text;
using CcmFhirBridge.Configuration.RulePacks;
using CcmFhirBridge.Testing;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.Tests.Commands;

/// <summary>Published lists of our own, looked at and imported.</summary>
public sealed class ImportCommandTests : IAsyncLifetime
{
    private readonly Bridge _bridge = new();
    private PracticeEhr _ehr = null!;

    public async ValueTask InitializeAsync() => _ehr = await PracticeEhr.StartAsync(_bridge.Clock);

    public async ValueTask DisposeAsync()
    {
        await _ehr.DisposeAsync();
        _bridge.Dispose();
    }

    private string Fees()
    {
        var text = new StringBuilder(",,2026 National Physician Fee Schedule Relative Value File April Release,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n");
        text.Append("HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT\n");
        foreach (var code in new[] { "99437", "99439", "99487", "99489", "99490", "99491", "G0506" })
            text.Append(code).Append(",,,A,,1.00,0.25,,0.15,,0.05,1.30,1.20,0,ZZZ,0.00,0.00,0.00,0,0,0,0,0,9,,34.0000,09,0,99,0.00,0.00,0.00\n");
        return Write("PPRRVU2026_Apr.csv", text.ToString());
    }

    private string Pairs() => Write("ccipra-v321r0-f1.txt",
        "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
        + string.Concat(new[] { "99437", "99439", "99487", "99489", "99490", "99491" }.Select(code => $"{code}\t99214\t\t20200101\t*\t0\tx\n")));

    private string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(_bridge.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public async Task A_look_shows_what_changes_and_what_it_does_to_open_months_and_writes_nothing()
    {
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.SyncAsync()).ShouldExit(0);
        var look = (await _bridge.RunAsync("rules", "import-pfs", Fees())).ShouldExit(0);
        Golden.ShouldMatchText(look.Out, "Import-pfs");
        Directory.Exists(Path.Combine(_bridge.Home.Path, "rules")).ShouldBeFalse();
        var april = (await _bridge.RunAsync("rules", "import-pfs", Fees(), "--json")).ShouldExit(0).Json[0].GetProperty("months").EnumerateArray().Single(month => month.GetProperty("month").GetString() == "2026-04");
        april.GetProperty("amountAfter").GetDecimal().ShouldBeLessThan(april.GetProperty("amountBefore").GetDecimal());
        var json = (await _bridge.RunAsync("rules", "import-ncci", Pairs(), "--json")).ShouldExit(0).Json.ShouldHaveSingleItem();
        json.GetProperty("applied").GetBoolean().ShouldBeFalse();
        json.GetProperty("lists")[0].GetProperty("changes").GetArrayLength().ShouldBe(6);
        json.GetProperty("months").EnumerateArray().ShouldContain(month => month.GetProperty("patients").GetInt32() > 50);
    }

    [Fact]
    public async Task What_is_imported_is_in_force_and_seen_and_kept_with_its_hash()
    {
        var shipped = EmbeddedRulePacks.UsMedicareCcm().Version;
        (await _bridge.RunAsync("rules", "show", "--on", "2026-04")).ShouldExit(0).Out.ShouldNotContain("This home's own");
        (await _bridge.RunAsync("rules", "import-pfs", Fees(), "--apply")).ShouldExit(0).Out.ShouldContain("No practice of this home has anything stored");
        var shown = (await _bridge.RunAsync("rules", "show", "--on", "2026-04")).ShouldExit(0).Out;
        shown.ShouldContain("This home's own: fees/rvu-2026-04-01.yaml, sha256 ");
        shown.ShouldNotContain(shipped);
        var json = (await _bridge.RunAsync("rules", "show", "--on", "2026-04", "--json")).ShouldExit(0).Json[0];
        json.GetProperty("homeFiles")[0].GetProperty("sha256").GetString()!.Length.ShouldBe(64);
        json.GetProperty("amountTables").EnumerateArray().Select(table => table.GetProperty("from").GetString()).ShouldContain("2026-04-01");
        (await _bridge.RunAsync("version")).ShouldExit(0).Out.ShouldContain(json.GetProperty("rulePack").GetString()!);

        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.SyncAsync()).ShouldExit(0);
        (await _bridge.RunAsync("rules", "import-ncci", Pairs(), "--apply")).ShouldExit(0).Out.ShouldContain("Written into the home folder");
        var month = (await _bridge.RunAsync("month", "show", "--tenant", "lakeside", "--month", "2026-04")).ShouldExit(0);
        month.Out.ShouldMatch("99490 .* 1[0-9]{3}\\.[0-9]{2}\n");
        var explained = (await _bridge.RunAsync("explain", _ehr.Practice.Truth.First(truth => truth.Outcome == "bill").Patient, "2026-04", "--tenant", "lakeside", "--json")).ShouldExit(0).Json[0];
        explained.GetProperty("findings").EnumerateArray().ShouldContain(finding => finding.GetProperty("rule").GetString() == "edits.same-day");
        explained.GetProperty("rulePack").GetString().ShouldNotBe(shipped);
    }

    [Fact]
    public async Task A_closed_month_keeps_the_lists_that_it_was_decided_by()
    {
        (await _bridge.RunAsync("rules", "import-pfs", Fees(), "--apply")).ShouldExit(0);
        _bridge.WriteTenant(_ehr.Yaml());
        (await _bridge.SyncAsync()).ShouldExit(0);
        await _bridge.CloseAsync();
        var patient = _ehr.Practice.Truth.First(truth => truth.Outcome == "bill" && truth.Lines.Count == 1 && truth.Lines[0].Code == "99490").Patient;
        var before = await ExplainAsync(patient);
        before.GetProperty("rulePack").GetString().ShouldNotBe(EmbeddedRulePacks.UsMedicareCcm().Version);
        Directory.Delete(Path.Combine(_bridge.Home.Path, "rules"), recursive: true);
        var after = await ExplainAsync(patient);
        (after.GetProperty("rulePack").GetString(), after.GetProperty("lines")[0].GetProperty("amount").GetDecimal())
            .ShouldBe((before.GetProperty("rulePack").GetString(), before.GetProperty("lines")[0].GetProperty("amount").GetDecimal()));
        after.GetProperty("lines")[0].GetProperty("amount").GetDecimal().ShouldBeLessThanOrEqualTo(44.20m);

        async Task<System.Text.Json.JsonElement> ExplainAsync(string of) => (await _bridge.RunAsync("explain", of, "2026-04", "--tenant", "lakeside", "--json")).ShouldExit(0).Json[0];
    }

    [Fact]
    public async Task A_list_that_is_older_or_broken_is_refused()
    {
        (await _bridge.RunAsync("rules", "import-ncci", Pairs(), "--apply")).ShouldExit(0);
        var older = Write("ccipra-v320r0-f1.txt", await File.ReadAllTextAsync(Pairs(), TestContext.Current.CancellationToken));
        (await _bridge.RunAsync("rules", "import-ncci", older)).ShouldExit(2).Error.ShouldContain("the list is that of 2026-01-01, and that of 2026-04-01 is loaded");
        (await _bridge.RunAsync("rules", "import-pfs", Pairs())).ShouldExit(2).Error.ShouldContain("ccipra-v321r0-f1.txt:1: this is no relative value file");
        (await _bridge.RunAsync("rules", "import-pfs", Fees(), "--from", "soon")).ShouldExit(2).Error.ShouldContain("'soon' is not a day");
        (await _bridge.RunAsync("rules", "import-pfs", "nowhere.csv")).ShouldExit(2).Error.ShouldContain("there is no such file");
        (await _bridge.RunAsync("codes", "import", Fees())).ShouldExit(2).Error.ShouldContain("this is no CCIR file");
        await File.WriteAllTextAsync(Path.Combine(_bridge.Home.Path, "rules", "edits", "ptp.yaml"), "released: soon\n", TestContext.Current.CancellationToken);
        (await _bridge.RunAsync("rules", "show")).ShouldExit(2).Error.ShouldContain("edits/ptp.yaml:1: 'released' is wrong");
        await File.WriteAllTextAsync(Path.Combine(_bridge.Home.Path, "rules", "notes.txt"), "x", TestContext.Current.CancellationToken);
        (await _bridge.RunAsync("rules", "show")).ShouldExit(2).Error.ShouldContain("only imported lists belong here");
    }

    [Fact]
    public async Task Chronic_conditions_are_imported_code_by_code()
    {
        var list = Write("CCIR_v2026-1.csv", "icd10cm,chronic_indicator\nE1122,1\nE1165,0\nQ909,1\n");
        var look = (await _bridge.RunAsync("codes", "import", list, "--json")).ShouldExit(0).Json[0];
        look.GetProperty("lists")[0].GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("what").GetString()).ShouldBe(["E11.65", "Q90.9"]);
        (await _bridge.RunAsync("codes", "import", list, "--apply")).ShouldExit(0);
        (await _bridge.RunAsync("codes", "import", list)).ShouldExit(0).Out.ShouldContain("0 values changed");
    }
}
