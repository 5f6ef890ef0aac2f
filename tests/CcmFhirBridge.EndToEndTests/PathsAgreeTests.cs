using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Simulator.Practices;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests;

/// <summary>Whether the record comes from files or from the EHR, the decision is the same, and it is the one that the generator chose.</summary>
public sealed partial class PathsAgreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Files_and_the_EHR_lead_to_the_same_line_for_every_patient_and_to_the_generators_answer(int seed)
    {
        using var bridge = new Bridge();
        await using var ehr = await PracticeEhr.StartAsync(bridge.Clock, PracticeEhr.EveryStory, seed);
        ehr.Practice.WriteTo(Path.Combine(bridge.Path, "export"));
        bridge.WriteTenant(ehr.Yaml());

        var files = (await bridge.RunAsync(
            "assess", "--input", Path.Combine(bridge.Path, "export", "data"), "--tenant", Bridge.Slug, "--month", Bridge.Month, "--explain")).ShouldExit(0);
        (await bridge.SyncAsync()).ShouldExit(0);
        var read = await LinesOfTheStoreAsync(bridge, ehr.Practice);

        files.Lines.Count.ShouldBe(PracticeEhr.EveryStory);
        read.ShouldBe(files.Lines.Select(WithoutVersions));
        foreach (var (line, truth) in files.Json.Zip(ehr.Practice.Truth.OrderBy(truth => truth.Patient, StringComparer.Ordinal)))
            Said(line, truth).ShouldBe(Expected(truth), $"{truth.Patient} ({truth.Scenario}), seed {seed}");
    }

    private static async Task<List<string>> LinesOfTheStoreAsync(Bridge bridge, GeneratedPractice practice)
    {
        await using var session = await bridge.OpenAsync();
        var assessments = session.Assessments();
        var lines = new List<string>();
        foreach (var patient in practice.Truth.Select(truth => truth.Patient).Order(StringComparer.Ordinal))
        {
            var assessment = await assessments.AssessAsync(patient, Bridge.ServiceMonth, CancellationToken.None);
            lines.Add(WithoutVersions(Encoding.UTF8.GetString(AssessmentJson.ToUtf8(assessment.ShouldNotBeNull(), explain: true))));
        }

        return lines;
    }

    private static string Expected(PatientTruth truth) =>
        $"{truth.Patient} {truth.Outcome} {string.Join(" + ", truth.Lines.Select(line => $"{line.Code}x{line.Units} {line.DateOfService:O}"))} {truth.CountedSeconds} s {truth.Reason}";

    private static string Said(JsonElement line, PatientTruth truth)
    {
        var lines = line.GetProperty("lines").EnumerateArray()
            .Select(item => $"{item.GetProperty("code").GetString()}x{item.GetProperty("units").GetInt32()} {item.GetProperty("dateOfService").GetString()}");
        var seconds = line.GetProperty("seconds");
        var counted = seconds.GetProperty("clinicalStaff").GetInt32() + seconds.GetProperty("practitioner").GetInt32();
        var failed = line.GetProperty("findings").EnumerateArray()
            .Where(finding => finding.GetProperty("result").GetString() != "met" && finding.GetProperty("severity").GetString() is "hold" or "block")
            .Select(finding => finding.GetProperty("rule").GetString()).ToList();
        var reason = truth.Reason is null || failed.Contains(truth.Reason) ? truth.Reason : string.Join(' ', failed);
        return $"{line.GetProperty("patient").GetString()} {line.GetProperty("outcome").GetString()} {string.Join(" + ", lines)} {counted} s {reason}";
    }

    // A file says no version, an EHR does.
    private static string WithoutVersions(string line) => Version().Replace(line, string.Empty);

    [GeneratedRegex("/_history/[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Version();
}
