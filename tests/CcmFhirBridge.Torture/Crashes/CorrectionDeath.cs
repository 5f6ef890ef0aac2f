using System.Text.Json;
using System.Text.Json.Nodes;
using CcmFhirBridge.Homes;
using CcmFhirBridge.Torture.Children;

namespace CcmFhirBridge.Torture.Crashes;

/// <summary>
/// A month is closed, and a process dies while a person reopens it or corrects a claim of it; the same word again has to come to the end of it. A
/// consent turns out to have been withdrawn, so the claim is voided. Judged by what the EHR has.
/// </summary>
/// <param name="point">Where it dies.</param>
/// <param name="practice">Which practice.</param>
internal sealed class CorrectionDeath(string point, AttackSetting practice)
{
    /// <summary>Enough for every story of the generator.</summary>
    public const int Patients = 64;

    private const string Scenario = "exactly-40-minutes";

    private const string Payers = """

        payers:
          - { payer: commercial, rules: us-medicare-ccm, confirmedBy: billing desk, confirmedOn: 2026-01-15, corrections: replacement }

        """;

    private bool _died;

    public string Point => point;

    private bool IsReopening => Point.StartsWith("reopening.", StringComparison.Ordinal);

    /// <summary>Lives it, and tells what was doubled, lost or left undone.</summary>
    /// <returns>Whether it died at its point, and what is wrong.</returns>
    public async Task<(bool Died, List<string> Violations)> RunAsync(string? server, CancellationToken cancellation)
    {
        await using var attacked = await AttackedPractice.StartAsync(practice, server, cancellation);
        var patient = attacked.Practice.Truth.First(truth => truth.Scenario == Scenario).Patient;
        await File.AppendAllTextAsync(new BridgeHome(attacked.Home).TenantFile(AttackedPractice.Tenant), Payers, cancellation);
        Edit(attacked, "Coverage", coverage => (string?)coverage["beneficiary"]?["reference"] == patient, static coverage => coverage["type"]!["coding"]![0]!["code"] = "5");
        await attacked.CloseUndisturbedAsync(cancellation);
        attacked.Settle();
        await attacked.CloseUndisturbedAsync(cancellation);
        var violations = IsReopening ? await ReopenAsync(attacked, cancellation) : await CorrectAsync(attacked, patient, cancellation);
        if ((await RunAsync(attacked, null, cancellation, "month", "show", "--month", AttackedPractice.Month.ToString())).Exit == 5)
            violations.Add("the month is not as it was sealed");
        return (_died, violations);
    }

    public override string ToString() => $"{Point}, {practice}";

    private async Task<List<string>> ReopenAsync(AttackedPractice attacked, CancellationToken cancellation)
    {
        var written = attacked.Written;
        string[] reopen = ["month", "reopen", AttackedPractice.Month.ToString(), "--reason", "Minutes came late."];
        var violations = Died(await RunAsync(attacked, Point, cancellation, reopen));
        if (await RunAsync(attacked, null, cancellation, reopen) is { Exit: not 0 } end)
            violations.Add($"reopening again ended with exit code {end.Exit}: {end.Error}");
        violations.AddRange(await attacked.JudgeAsync(cancellation));
        if (attacked.Written != written)
            violations.Add($"{attacked.Written - written} writes came of a month that says the same");
        return violations;
    }

    private async Task<List<string>> CorrectAsync(AttackedPractice attacked, string patient, CancellationToken cancellation)
    {
        var (claims, charges) = (Of(attacked, "Claim", patient), Of(attacked, "ChargeItem", patient));
        Edit(attacked, "Consent", consent => (string?)consent["patient"]?["reference"] == patient, static consent =>
        {
            consent["status"] = "inactive";
            consent["provision"]!["period"]!["end"] = "2026-03-31T12:00:00-04:00";
        });
        await RunAsync(attacked, null, cancellation, "sync");
        var listed = (await RunAsync(attacked, null, cancellation, "corrections", "list", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (listed is not [var line])
            return [$"{listed.Length} corrections were found, and there is one"];

        string[] approve = ["corrections", "approve", JsonElement.Parse(line).GetProperty("id").GetString()!, "--reason", "The plan takes it."];
        var violations = Died(await RunAsync(attacked, Point, cancellation, approve));
        for (var pass = 0; pass < 2; pass++)
        {
            attacked.Settle();
            await RunAsync(attacked, null, cancellation, approve);
            if (Of(attacked, "Claim", patient).Count(claim => claim != "cancelled") > 1)
                violations.Add("two Claims of one patient-month stood");
        }

        if (await RunAsync(attacked, null, cancellation, "corrections", "list") is { Exit: not 0 } end)
            violations.Add($"the correction is not done: exit code {end.Exit}, {end.Output}");
        if (Of(attacked, "Claim", patient) is not ["cancelled", "active"] || claims.Count != 1)
            violations.Add($"of {claims.Count} Claims the EHR has {string.Join(", ", Of(attacked, "Claim", patient))}");
        var now = Of(attacked, "ChargeItem", patient);
        if (now.Count != charges.Count || now.Exists(status => status != "entered-in-error"))
            violations.Add($"of {charges.Count} ChargeItems the EHR has {string.Join(", ", now)}");
        return violations;
    }

    private List<string> Died(ChildEnd end)
    {
        _died = end.Exit == ChildProcess.Killed && CrashWatch.Witnesses(end.Error, Point);
        return _died ? [] : [$"no process came to {Point}: exit code {end.Exit}, {end.Error}"];
    }

    private static async Task<ChildEnd> RunAsync(AttackedPractice attacked, string? death, CancellationToken cancellation, params string[] command)
    {
        using var child = attacked.Command(new ChildOrder(attacked.Clock.GetUtcNow(), Death: death), command);
        return await child.EndAsync(AttackedPractice.Patience, cancellation);
    }

    // Their status, in the order in which they were made.
    private static List<string> Of(AttackedPractice attacked, string type, string patient)
    {
        var made = attacked.Ehr.History.Of(type).Select(record => record.Id).Distinct(StringComparer.Ordinal);
        return
        [
            .. made.Select(id => JsonElement.Parse(attacked.Ehr.Store.Read(type, id)!.Body!))
                .Where(resource => resource.GetProperty(type == "Claim" ? "patient" : "subject").GetProperty("reference").GetString() == patient)
                .Select(resource => resource.GetProperty("status").GetString()!),
        ];
    }

    private static void Edit(AttackedPractice attacked, string type, Func<JsonObject, bool> which, Action<JsonObject> edit)
    {
        foreach (var stored in attacked.Ehr.Store.Current(type))
        {
            var json = JsonNode.Parse(stored.Body!)!.AsObject();
            if (!which(json))
                continue;
            edit(json);
            attacked.Ehr.Store.Put(type, stored.Id, JsonElement.Parse(json.ToJsonString()));
        }
    }
}
