using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CcmFhirBridge.Commands;

namespace CcmFhirBridge.Tests.Cases;

/// <summary>
/// Runs one case through <c>ccm-bridge assess</c>. Every case begins with a patient for whom April 2026 lacks nothing but time; a line
/// with the same kind and id takes the place of a plain one, <c>no KIND ID</c> takes it away. Settings: <c>month</c>, <c>zone</c>,
/// <c>vendor</c>, <c>billing KEY VALUE</c>, <c>policy KEY VALUE</c>, <c>conflict KEY WORD</c>, <c>charges none</c> or
/// <c>charges CODE=DOLLARS …</c>, <c>default PERSON</c>, <c>since DAY</c> (the day of the plain consent, plan and visit), and
/// <c>payer</c> and <c>overlay</c> (see <see cref="CasePayers"/>).
/// </summary>
internal sealed class CaseRun : IDisposable
{
    private static readonly string[] Settings =
        ["month", "zone", "vendor", "billing", "policy", "conflict", "charges", "default", "staff", "since", "payer", "overlay"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ccm-case-").FullName;
    private readonly ILookup<string, string> _settings;
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);

    public CaseRun(IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        _settings = all.Where(IsSetting).ToLookup(line => line.Split(' ')[0], line => line.Split(' ', 2)[1], StringComparer.Ordinal);
        foreach (var line in Plain(_settings["since"].SingleOrDefault("2026-01-05")).Concat(all.Where(line => !IsSetting(line))))
        {
            if (line.StartsWith("no ", StringComparison.Ordinal))
                _resources.Remove(line[3..].Trim()).ShouldBeTrue($"'{line}' takes away what is not there");
            else
                _resources[CompactResource.KeyOf(line)] = line;
        }
    }

    /// <summary>The lines that came out, by patient.</summary>
    public async Task<(int Exit, string Output, string Errors)> AssessAsync(bool backwards = false)
    {
        var input = Path.Combine(_folder, "chart.ndjson");
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var resources = _resources.Values.Select(line => new CompactResource(zone).ToJson(line).ToJsonString());
        await File.WriteAllLinesAsync(input, backwards ? resources.Reverse() : resources);
        await File.WriteAllTextAsync(Path.Combine(_folder, "lakeside.yaml"), Tenant());
        Directory.CreateDirectory(Path.Combine(_folder, "payers"));
        foreach (var (id, overlay) in _settings["overlay"].Select(CasePayers.Overlay))
            await File.WriteAllTextAsync(Path.Combine(_folder, "payers", id + ".yaml"), overlay);
        using var raw = new MemoryStream();
        await using var errors = new StringWriter();
        var exit = await BridgeCommands.RunAsync(
            ["assess", "--input", input, "--tenant", Path.Combine(_folder, "lakeside.yaml"), "--month", _settings["month"].SingleOrDefault("2026-04")],
            new CommandEnvironment
            {
                Out = TextWriter.Null,
                Error = errors,
                RawOut = raw,
                Time = TimeProvider.System,
                Folder = _folder,
                Variable = _ => null,
                ShowsProgress = false,
                Colour = false,
                User = "biller",
            },
            TestContext.Current.CancellationToken);
        return (exit, Encoding.UTF8.GetString(raw.ToArray()), errors.ToString());
    }

    public static Dictionary<string, JsonObject> ByPatient(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(line => line["patient"]!.GetValue<string>()["Patient/".Length..], StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Zone => _settings["zone"].SingleOrDefault("America/New_York");

    // Consent, plan and visit of one day; coverage from before the first month of the rules.
    private static string[] Plain(string day) =>
    [
        "patient p1",
        "practitioner dr-a npi=1234567893 degree=MD",
        "practitioner dr-b npi=1993999998 degree=MD",
        "practitioner rn-s degree=RN",
        "practitioner rn-t degree=RN",
        "condition c1 icd=E11.9",
        "condition c2 icd=I10",
        $"consent cons1 start={day}T09:00 written={day}T09:00 by=dr-a told=yes",
        $"plan plan1 start={day} author=dr-a addresses=c1,c2 shared={day} attest=dr-a attested={day}",
        "coverage cov1 sopt=121 start=2017-01-01",
        $"visit v1 code=99214 by=dr-a at={day}T08:00 for=30:00 discussed=yes",
    ];

    private static string Charge(string text) => "\"" + text.Replace("=", "\": ", StringComparison.Ordinal);

    private static bool IsSetting(string line) => Settings.Contains(line.Split(' ')[0], StringComparer.Ordinal);

    private string Tenant()
    {
        var file = new StringBuilder();
        file.AppendLine(CultureInfo.InvariantCulture, $$"""
            tenant: lakeside
            name: Lakeside Family Practice
            timeZone: {{Zone}}
            ehr:
              baseUrl: https://ehr.lakeside.example/fhir
              vendor: {{_settings["vendor"].SingleOrDefault("generic")}}
            billing:
              organization: { name: Lakeside Family Practice, npi: "1245319599", tin: "123456789" }
            """);
        if (_settings["charges"].SingleOrDefault("99490=125.00 99439=95.50") is var charges && charges != "none")
            file.AppendLine(CultureInfo.InvariantCulture, $"  charges: {{ {string.Join(", ", charges.Split(' ').Select(Charge))} }}");
        foreach (var person in _settings["default"])
            file.AppendLine(CultureInfo.InvariantCulture, $"  defaultPractitioner: Practitioner/{person}");
        foreach (var setting in _settings["billing"])
            file.AppendLine(CultureInfo.InvariantCulture, $"  {setting.Replace(" ", ": ", StringComparison.Ordinal)}");
        if (_settings.Contains("staff"))
            file.AppendLine("practitioners:");
        foreach (var person in _settings["staff"])
            file.AppendLine(CultureInfo.InvariantCulture, $"  - {{ {person} }}");
        if (_settings.Contains("policy") || _settings.Contains("conflict"))
            file.AppendLine("policy:");
        foreach (var setting in _settings["policy"])
            file.AppendLine(CultureInfo.InvariantCulture, $"  {setting.Replace(" ", ": ", StringComparison.Ordinal)}");
        if (_settings.Contains("conflict"))
            file.AppendLine(CultureInfo.InvariantCulture, $"  conflicts: {{ {string.Join(", ", _settings["conflict"].Select(word => "\"" + word.Replace(" ", "\": ", StringComparison.Ordinal)))} }}");
        return file.Append(CasePayers.Entries(_settings["payer"])).ToString();
    }
}
