using System.Globalization;
using System.Text.Json.Nodes;
using CcmFhirBridge.Simulator.Interactions;

namespace CcmFhirBridge.Simulator.Practices;

/// <summary>A line that the month must come to.</summary>
public sealed record TruthLine(string Code, int Units, DateOnly DateOfService);

/// <summary>What one patient's month must come to: chosen before the resources were written.</summary>
/// <param name="Patient"><c>Patient/id</c>.</param>
/// <param name="Month">Service month, <c>yyyy-MM</c>.</param>
/// <param name="Scenario">Row of the scenario table.</param>
/// <param name="Outcome"><c>none</c>, <c>block</c>, <c>hold</c> or <c>bill</c>.</param>
/// <param name="Lines">Lines that the outcome is about; for hold and block those that would have been.</param>
/// <param name="CountedSeconds">Seconds that count; without consent or coverage, those that would.</param>
/// <param name="Reason">Rule id of the check that fails; null for bill and none.</param>
public sealed record PatientTruth(
    string Patient, string Month, string Scenario, string Outcome, IReadOnlyList<TruthLine> Lines, int CountedSeconds, string? Reason)
{
    internal byte[] ToJson()
    {
        var lines = new JsonArray();
        foreach (var line in Lines)
        {
            lines.Add((JsonNode)new JsonObject
            {
                ["code"] = line.Code,
                ["units"] = line.Units,
                ["dateOfService"] = line.DateOfService.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
        }
        return Json.Bytes(new JsonObject
        {
            ["patient"] = Patient,
            ["month"] = Month,
            ["scenario"] = Scenario,
            ["outcome"] = Outcome,
            ["lines"] = lines,
            ["countedSeconds"] = CountedSeconds,
            ["reason"] = Reason,
        });
    }
}
