using System.Text.Json;
using System.Text.RegularExpressions;
using CcmFhirBridge.Simulator.Interactions;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>
/// Names, birth dates, addresses and free text are marked in the EHR; no mark comes out of any command, whatever goes wrong.
/// Logical ids may.
/// </summary>
public sealed partial class CanaryTests
{
    private const string Mark = "Qvxcanary";
    private const string BirthDate = "1941-02-03";

    [Fact]
    public async Task No_command_prints_names_birth_dates_addresses_or_free_text()
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, rewrite: Marked);
        bridge.WriteTenant(ehr.Yaml());
        Damage(ehr);

        await ShouldStaySilentAsync(bridge, 0, "sync", "--json");
        await ShouldStaySilentAsync(bridge, 0, "sync", "--full");
        await ShouldStaySilentAsync(bridge, 0, "month", "show", "--month", Bridge.Month);
        await ShouldStaySilentAsync(bridge, 0, "plan", "--month", Bridge.Month);
        foreach (var patient in ehr.Practice.Truth.DistinctBy(truth => truth.Reason).Append(ehr.Practice.Truth[0]))
        {
            await ShouldStaySilentAsync(bridge, 0, "explain", patient.Patient, Bridge.Month);
            await ShouldStaySilentAsync(bridge, 0, "explain", patient.Patient, Bridge.Month, "--json");
        }

        await ShouldStaySilentAsync(bridge, 3, "month", "close", "--month", Bridge.Month);
        ehr.History.Records.ShouldNotBeEmpty();
        await ShouldStaySilentAsync(bridge, 3, "month", "close", "--month", Bridge.Month, "--json");
        ehr.Edit("Claim", ehr.Ours("Claim")[0].Id, body => body["total"]!["value"] = 1.00m);
        foreach (var form in (string[][])[[], ["--json"]])
        {
            await ShouldStaySilentAsync(bridge, 0, ["outbox", "show", ehr.Ours("Claim")[0].Id, .. form]);
            await ShouldStaySilentAsync(bridge, 3, ["reconcile", "--month", Bridge.Month, .. form]);
        }
    }

    [Fact]
    public async Task No_line_of_assess_and_nothing_that_it_reports_carries_a_mark()
    {
        using var bridge = new Bridge();
        var export = Directory.CreateDirectory(Path.Combine(bridge.Path, "export")).FullName;
        foreach (var type in PracticeEhr.Generate(PracticeEhr.EveryStory).Resources.GroupBy(resource => resource.Type, StringComparer.Ordinal))
            await File.WriteAllLinesAsync(Path.Combine(export, type.Key + ".ndjson"), type.Select(resource => Marked(System.Text.Encoding.UTF8.GetString(resource.Json))));
        await File.WriteAllTextAsync(Path.Combine(export, "torn.ndjson"), $$$"""
            {"resourceType":"Patient","id":"torn","name":[{"family":"{{{Mark}}}"
            {"resourceType":"Encounter","id":"odd","status":"{{{Mark}}}","subject":{"reference":"{{{Mark}}}"},"period":{"start":"{{{Mark}}}"}}
            {"resourceType":"Nonsense","id":"odd","text":"{{{Mark}}}"}
            {{{Mark}}}
            """);
        bridge.WriteTenant(PracticeEhr.Generate(PracticeEhr.EveryStory).TenantYaml("http://127.0.0.1:9/fhir"));

        foreach (var format in (string[])["ndjson", "csv", "table"])
            await ShouldStaySilentAsync(bridge, 0, "assess", "--input", export, "--month", Bridge.Month, "--format", format);
    }

    [Theory]
    [InlineData(422, 3)]
    [InlineData(400, 3)]
    [InlineData(500, 3)]
    public async Task What_an_EHR_says_when_it_refuses_a_write_is_not_repeated(int status, int exit)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12, rewrite: Marked);
        bridge.WriteTenant(ehr.Yaml());
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.IsWrite ? Refusal(status) : null));

        await ShouldStaySilentAsync(bridge, exit, "month", "close", "--month", Bridge.Month, "--json");
        await ShouldStaySilentAsync(bridge, exit, "month", "close", "--month", Bridge.Month);
        await using var session = await bridge.OpenAsync();
        var entries = await session.Store.MonthAsync(Bridge.ServiceMonth, CancellationToken.None);
        entries.Select(entry => entry.Reason ?? string.Empty).ShouldAllBe(reason => !reason.Contains(Mark));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task What_an_EHR_says_when_it_refuses_a_read_is_not_repeated(int status)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, patients: 12);
        bridge.WriteTenant(ehr.Yaml());
        ehr.Ehr.Quirks.Add(new AnswerQuirk(context => context.Type == "Consent" ? Refusal(status) : null));

        await ShouldStaySilentAsync(bridge, 4, "sync");
    }

    private static FhirAnswer Refusal(int status) => new()
    {
        Status = status,
        Body = System.Text.Encoding.UTF8.GetBytes($$$"""
            {"resourceType":"OperationOutcome","text":{"status":"generated","div":"<div>{{{Mark}}}</div>"},
             "issue":[{"severity":"error","code":"processing","diagnostics":"{{{Mark}}} born {{{BirthDate}}}","details":{"text":"{{{Mark}}}"},"expression":["{{{Mark}}}"]}]}
            """),
    };

    /// <summary>Puts the mark wherever a person is described, and free text beside every problem.</summary>
    private static string Marked(string json)
    {
        json = json.Replace("-Synth", Mark, StringComparison.Ordinal).Replace("Synthetic", Mark, StringComparison.Ordinal);
        json = BirthDates().Replace(json, $"\"birthDate\":\"{BirthDate}\"");
        json = Streets().Replace(json, $"\"line\":[\"{Mark} 1\"]");
        json = Phones().Replace(json, Mark);
        return json[..^1] + $",\"text\":{{\"status\":\"generated\",\"div\":\"<div>{Mark}</div>\"}},\"note\":[{{\"text\":\"{Mark}\"}}]}}";
    }

    /// <summary>Resources that become gaps: values that cannot be read must not be repeated either.</summary>
    private static void Damage(PracticeEhr ehr)
    {
        ehr.Ehr.Store.Load("Encounter", "odd-1", JsonElement.Parse($$$"""
            {"resourceType":"Encounter","id":"odd-1","status":"finished","class":{"code":"{{{Mark}}}"},"subject":{"reference":"Patient/pt-00001","display":"{{{Mark}}}"},
             "type":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-activity","code":"unheard-of"}],"text":"{{{Mark}}}"}],
             "participant":[{"individual":{"reference":"Practitioner/nobody","display":"{{{Mark}}}"}}],
             "period":{"start":"{{{Mark}}}","end":"2026-04-10T10:00:00Z"},"length":{"value":1,"unit":"{{{Mark}}}","code":"{{{Mark}}}"}}
            """));
        ehr.Ehr.Store.Load("Condition", "odd-2", JsonElement.Parse($$$"""
            {"resourceType":"Condition","id":"odd-2","subject":{"display":"{{{Mark}}}"},"code":{"text":"{{{Mark}}}"}}
            """));
        ehr.Ehr.Store.Load("Consent", "odd-3", JsonElement.Parse($$$"""
            {"resourceType":"Consent","id":"odd-3","status":"{{{Mark}}}","patient":{"reference":"Patient/pt-00001"},"dateTime":"{{{Mark}}}",
             "category":[{"coding":[{"system":"https://ccmfhirbridge.dev/fhir/CodeSystem/ccm-consent","code":"ccm"}]}]}
            """));
    }

    private static async Task ShouldStaySilentAsync(Bridge bridge, int exit, params string[] command)
    {
        var result = (await bridge.RunAsync([.. command, "--tenant", Bridge.Slug])).ShouldExit(exit);
        (result.Out + result.Error).ShouldNotBeEmpty();
        foreach (var marked in (string[])[Mark, BirthDate])
        {
            result.Out.ShouldNotContain(marked, Case.Insensitive, string.Join(' ', command));
            result.Error.ShouldNotContain(marked, Case.Insensitive, string.Join(' ', command));
        }
    }

    [GeneratedRegex("\"birthDate\":\"[^\"]*\"", RegexOptions.NonBacktracking)]
    private static partial Regex BirthDates();

    [GeneratedRegex("\"line\":\\[\"[^\"]*\"\\]", RegexOptions.NonBacktracking)]
    private static partial Regex Streets();

    [GeneratedRegex("555-01[0-9]{2}", RegexOptions.NonBacktracking)]
    private static partial Regex Phones();
}
