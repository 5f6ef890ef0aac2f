using System.Globalization;
using System.Net;
using System.Text.Json;
using CcmFhirBridge.Testing.Bridges;

namespace CcmFhirBridge.EndToEndTests.Operations;

/// <summary>Status, minutes and explanation over FHIR and the command <c>explain</c> tell the same numbers of every patient of a practice.</summary>
public sealed class TellingAgreesTests
{
    [Fact]
    public async Task Every_way_of_asking_tells_the_same_numbers_of_every_patient()
    {
        await using var practice = await ServedPractice.StartAsync(patients: PracticeEhr.EveryStory);
        // Somebody with time of both kinds, too.
        (await practice.PostAsync($"{practice.Of("exactly-20-minutes")}/$log-time", practice.Entry(77))).ShouldBe(HttpStatusCode.Created);
        foreach (var patient in practice.Ehr.Practice.Truth.Select(static truth => truth.Patient))
        {
            var line = (await practice.Bridge.RunAsync("explain", patient, Bridge.Month, "--tenant", Bridge.Slug, "--json")).ShouldExit(0).Out.TrimEnd('\n');
            var told = JsonElement.Parse(line);

            (await AskAsync(practice, patient, "explain")).Value("assessment").ShouldBe(line);
            StatusShouldBe(await AskAsync(practice, patient, "status"), told);
            MinutesShouldBe(await AskAsync(practice, patient, "minutes"), told);
        }
    }

    private static void StatusShouldBe(FhirReply status, JsonElement told)
    {
        var patient = told.GetProperty("patient").GetString();
        status.Value("outcome").ShouldBe(told.GetProperty("outcome").GetString(), patient);
        SecondsOf(name => status.Value("seconds", name)).ShouldBe(SecondsOf(name => told.GetProperty("seconds").GetProperty(name).ToString()), patient);
        status.Parts("line").Select(static line => string.Join(' ', new[] { "code", "units", "dateOfService", "charge" }.Select(name => Of(line, name)))).ShouldBe(
            told.GetProperty("lines").EnumerateArray().Select(static line => string.Join(' ', new[] { "code", "units", "dateOfService", "charge" }.Select(name => line.GetProperty(name).ToString()))), patient);
        status.Parts("criterion").Select(static criterion => $"{Of(criterion, "rule")} {Of(criterion, "result")}").ShouldBe(
            told.GetProperty("findings").EnumerateArray().Select(static finding => $"{finding.GetProperty("rule").GetString()} {finding.GetProperty("result").GetString()}"), patient);
    }

    private static void MinutesShouldBe(FhirReply minutes, JsonElement told)
    {
        var patient = told.GetProperty("patient").GetString();
        SecondsOf(name => minutes.Value(name)).ShouldBe(SecondsOf(name => told.GetProperty("seconds").GetProperty(name).ToString()), patient);
        foreach (var kind in new[] { "clinicalStaff", "practitioner" })
            minutes.Parts("line").Sum(line => int.Parse(Of(line, kind), CultureInfo.InvariantCulture)).ShouldBe(told.GetProperty("seconds").GetProperty(kind).GetInt32(), patient);
    }

    private static string SecondsOf(Func<string, string?> value) => string.Join(' ', new[] { "clinicalStaff", "practitioner", "pooled", "excluded", "surplus" }.Select(value));

    private static async Task<FhirReply> AskAsync(ServedPractice practice, string patient, string what) =>
        (await practice.GetAsync($"{patient}/$ccm-{what}?month={Bridge.Month}")).ShouldBe(HttpStatusCode.OK);

    private static string Of(JsonElement part, string name) => FhirReply.Value(FhirReply.Parts(part, name).Single());
}
