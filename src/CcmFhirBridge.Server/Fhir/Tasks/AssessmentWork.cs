using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Fhir.Operations;

namespace CcmFhirBridge.Server.Fhir.Tasks;

/// <summary>What the stored assessments of the months that are not closed ask for: an item a patient, month and rule.</summary>
/// <param name="call">Who asks, of which tenant.</param>
internal sealed class AssessmentWork(TenantCall call)
{
    private const int AtOnce = 100;
    private const int PatientDigits = 32;
    private const int RuleDigits = 8;
    private const int MonthLength = 7;

    private Dictionary<string, string>? _patients;
    private IReadOnlyList<ServiceMonth>? _months;

    /// <summary>Months that still wait for somebody, oldest first.</summary>
    public async Task<IReadOnlyList<ServiceMonth>> MonthsAsync()
    {
        var closed = (await call.Desk.Months.ListAsync(call.Cancellation)).Where(static month => month.State == MonthState.Closed).Select(static month => month.Month).ToHashSet();
        return [.. (await call.Desk.Assessments.AssessedMonthsAsync(call.Cancellation)).Where(month => !closed.Contains(month))];
    }

    /// <summary>The items of a month behind a place, by patient and rule, each with its own place; behind each patient a place without an item.</summary>
    /// <param name="month">The month.</param>
    /// <param name="after"><c>Patient/id|rule</c>, or <c>Patient/id</c> when that patient is done with; empty from the beginning.</param>
    /// <param name="patients">Whom to look at, as <c>Patient/id</c>; null: everybody.</param>
    /// <param name="cancellation">Cancels.</param>
    public async IAsyncEnumerable<(WorkItem? Item, string Place)> OfAsync(
        ServiceMonth month, string after, IReadOnlyList<string>? patients, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var patient = after.Split('|')[0];
        // Of whom the last page told something, the rest may be left.
        if (after.Contains('|') && await call.Desk.Assessments.FindAsync(patient, month, cancellation) is { } begun)
        {
            foreach (var told in Places(begun).Where(told => string.CompareOrdinal(told.Place, after) > 0))
                yield return told;
        }

        await foreach (var assessment in patients is null ? EverybodyAsync(month, patient, cancellation) : TheseAsync(month, patient, patients, cancellation))
        {
            foreach (var told in Places(assessment))
                yield return told;
            yield return (null, assessment.Patient);
        }
    }

    /// <summary>The item of an id, or null. The id tells the month and the rule; whose it is only a look at everybody.</summary>
    public async Task<WorkItem?> FindAsync(string id)
    {
        if (id.Length != MonthLength + 1 + PatientDigits + 1 + RuleDigits || !ServiceMonth.TryParse(id[..MonthLength], out var month) || !(_months ??= await MonthsAsync()).Contains(month))
            return null;
        var hash = id.Substring(MonthLength + 1, PatientDigits);
        _patients ??= (await call.Desk.Resources.PatientsAsync(call.Cancellation)).ToDictionary(HashOf, StringComparer.Ordinal);
        return _patients.TryGetValue(hash, out var patient) && await call.Desk.Assessments.FindAsync(patient, month, call.Cancellation) is { } assessment
            ? ItemsOf(assessment).FirstOrDefault(item => item.Id == id)
            : null;
    }

    private async IAsyncEnumerable<StoredAssessment> EverybodyAsync(ServiceMonth month, string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await call.Desk.Assessments.AssessmentsAfterAsync(month, after, AtOnce, cancellation) is { Count: > 0 } batch)
        {
            foreach (var assessment in batch)
                yield return assessment;
            after = batch[^1].Patient;
        }
    }

    private async IAsyncEnumerable<StoredAssessment> TheseAsync(ServiceMonth month, string after, IReadOnlyList<string> patients, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var patient in patients.Where(patient => string.CompareOrdinal(patient, after) > 0).Order(StringComparer.Ordinal))
        {
            if (await call.Desk.Assessments.FindAsync(patient, month, cancellation) is { } assessment)
                yield return assessment;
        }
    }

    private IEnumerable<(WorkItem? Item, string Place)> Places(StoredAssessment assessment) => ItemsOf(assessment).Select(static item => ((WorkItem?)item, $"{item.Patient}|{item.Rule}"));

    private List<WorkItem> ItemsOf(StoredAssessment assessment)
    {
        using var json = JsonDocument.Parse(assessment.Json);
        if (!json.RootElement.TryGetProperty("next", out var next))
            return [];
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().Where(IsOpen).ToLookup(static finding => finding.GetProperty("rule").GetString()!, StringComparer.Ordinal);
        return
        [
            .. next.EnumerateArray().DistinctBy(static step => step.GetProperty("rule").GetString()).Select(step => Item(assessment, step, [.. findings[step.GetProperty("rule").GetString()!]]))
                .OrderBy(static item => item.Rule, StringComparer.Ordinal),
        ];
    }

    private WorkItem Item(StoredAssessment assessment, JsonElement step, IReadOnlyList<JsonElement> findings)
    {
        var rule = step.GetProperty("rule").GetString()!;
        var messages = findings.Select(static finding => finding.GetProperty("message").GetString()!).Distinct(StringComparer.Ordinal).ToList();
        return new WorkItem
        {
            Id = $"{assessment.Month}-{HashOf(assessment.Patient)}-{Hash(rule)[..RuleDigits]}",
            Patient = assessment.Patient,
            Month = assessment.Month,
            Rule = rule,
            Action = step.GetProperty("action").GetString()!,
            By = step.GetProperty("by").GetString()!,
            Reason = messages.Count > 0 ? string.Join(' ', messages) : null,
            At = assessment.SavedAt!.Value,
            Evidence =
            [
                .. findings.SelectMany(static finding => finding.GetProperty("evidence").EnumerateArray()).Select(static evidence => evidence.GetString()!)
                    .Distinct(StringComparer.Ordinal).Select(evidence => References.Evidence(call, evidence)),
            ],
        };
    }

    // The findings that the next steps were made of.
    private static bool IsOpen(JsonElement finding) =>
        finding.GetProperty("result").GetString() != "met" && finding.GetProperty("severity").GetString() != "info" && !finding.TryGetProperty("liftedBy", out _);

    private string HashOf(string patient) => Hash($"{call.Tenant.Slug}|{patient}")[..PatientDigits];

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
