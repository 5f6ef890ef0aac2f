using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CcmFhirBridge.Domain.PatientRecords;

namespace CcmFhirBridge.Domain.Tests.PatientRecords;

/// <summary>What is taken in a time entry is what the published code systems have, in their order.</summary>
public sealed class TimeEntryCodesTests
{
    [Fact]
    public void Programmes_are_those_of_the_published_code_system()
    {
        TimeEntryCodes.Programs.ShouldBe(Published("ccm-program"));
        TimeEntryCodes.Programs.ShouldContain(TimeEntryCodes.DefaultProgram);
    }

    [Fact]
    public void Activities_are_those_of_the_published_code_system() => TimeEntryCodes.Activities.ShouldBe(Published("ccm-activity"));

    private static string[] Published(string codeSystem) =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(), $"CodeSystem-{codeSystem}.json")))!["concept"]!.AsArray().Select(concept => concept!["code"]!.GetValue<string>())];

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../fhir-profiles/terminology"));
}
