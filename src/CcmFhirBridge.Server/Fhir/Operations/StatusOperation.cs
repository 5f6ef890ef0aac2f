using System.Globalization;
using System.Text.Json;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.BillingPlans;
using CcmFhirBridge.Domain.Periods;
using CcmFhirBridge.Domain.Revenue;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>Patient/[id]/$ccm-status</c>: what a patient's month comes to and why, from the stored assessment.</summary>
internal sealed class StatusOperation(TimeProvider time)
{
    public const string Name = "$ccm-status";

    private static readonly ParameterRule[] s_rules = [new("month", ParameterKind.Month)];

    public void Map(TenantRoutes routes) => PatientOperation.MapReading(routes, Name, AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var patient = PatientOperation.Named(call, Name);
        var month = PatientOperation.MonthOf(call, input, time);
        var stored = await call.Desk.Assessments.FindAsync(patient, month, call.Cancellation);
        // A month that nobody has assessed yet is assessed for this answer, and not kept.
        if (stored is null)
            await PatientOperation.PatientAsync(call, Name);
        call.Note.Patients.Add(patient);
        var json = stored?.Json ?? AssessmentJson.ToUtf8(
            await call.Desk.Assess().AssessAsync(patient, month, call.Cancellation) ?? throw PatientOperation.Unknown());
        using var assessment = JsonDocument.Parse(json);
        await FhirAnswer.WriteAsync(call.Http, await StatusAsync(call, patient, month, stored, assessment.RootElement));
    }

    private async Task<Parameters> StatusAsync(TenantCall call, string patient, ServiceMonth month, StoredAssessment? stored, JsonElement assessment)
    {
        var record = await call.Desk.Months.FindAsync(month, call.Cancellation);
        List<Parameters.ParameterComponent?> parts =
        [
            Part.Reference("patient", References.Absolute(call, patient)),
            Part.Month("month", month),
            Part.Code("outcome", assessment.GetProperty("outcome").GetString()!),
            .. assessment.GetProperty("findings").EnumerateArray().Select(finding => Criterion(call, finding)),
            .. assessment.GetProperty("next").EnumerateArray().Select(Next),
            Seconds(assessment.GetProperty("seconds")),
            await ShortfallAsync(call, month, assessment),
            .. assessment.GetProperty("lines").EnumerateArray().Select(Line),
            Part.Code("monthState", StateOf(record.State)),
            await ClaimAsync(call, patient, month),
            stored?.SavedAt is { } at ? Part.Instant("assessedAt", at) : Part.Instant("assessedAt", time.GetUtcNow()),
            stored is null ? null : Part.Text("position", stored.Position.ToString(CultureInfo.InvariantCulture)),
            Part.Text("storePosition", (await call.Desk.Assessments.PositionAsync(call.Cancellation)).ToString(CultureInfo.InvariantCulture)),
        ];
        return new Parameters { Parameter = [.. parts.OfType<Parameters.ParameterComponent>()] };
    }

    private static Parameters.ParameterComponent Criterion(TenantCall call, JsonElement finding) => Part.Group(
        "criterion",
        [
            Part.Code("rule", finding.GetProperty("rule").GetString()!),
            Part.Code("result", finding.GetProperty("result").GetString()!),
            Part.Code("severity", finding.GetProperty("severity").GetString()!),
            Part.Text("message", finding.GetProperty("message").GetString()!),
            Part.Text("source", finding.GetProperty("source").GetString()!),
            .. finding.GetProperty("evidence").EnumerateArray().Select(evidence => Part.Of("evidence", References.Evidence(call, evidence.GetString()!))),
            finding.TryGetProperty("liftedBy", out var decision) ? Part.Text("liftedBy", decision.GetString()!) : null,
        ]);

    private static Parameters.ParameterComponent Next(JsonElement next) => Part.Group(
        "next",
        Part.Code("rule", next.GetProperty("rule").GetString()!), Part.Text("action", next.GetProperty("action").GetString()!), Part.Text("by", next.GetProperty("by").GetString()!));

    private static Parameters.ParameterComponent Seconds(JsonElement seconds) => Part.Group(
        "seconds",
        [
            .. new[] { "clinicalStaff", "practitioner", "pooled", "excluded", "surplus" }.Select(kind => Part.Number(kind, seconds.GetProperty(kind).GetInt32())),
            .. seconds.GetProperty("excludedBy").EnumerateObject()
                .Select(reason => Part.Group("excludedBy", Part.Code("reason", reason.Name), Part.Number("seconds", reason.Value.GetInt32()))),
        ]);

    private static async Task<Parameters.ParameterComponent?> ShortfallAsync(TenantCall call, ServiceMonth month, JsonElement assessment)
    {
        // A payer by whose own rules the month was decided may have other floors.
        if (assessment.TryGetProperty("payor", out _) || (await call.Desk.Rules().InForceAsync(month, call.Cancellation)).Extended is not { } rules)
            return null;
        var seconds = assessment.GetProperty("seconds");
        var counted = seconds.GetProperty("clinicalStaff").GetInt32() + seconds.GetProperty("pooled").GetInt32();
        var billed = assessment.GetProperty("lines").EnumerateArray().Select(static line => line.GetProperty("code").GetString()!);
        return NextUnit.Of(counted, billed, rules) is { } next ? Part.Group("shortfall", Part.Code("code", next.Code), Part.Number("seconds", next.Missing)) : null;
    }

    private static Parameters.ParameterComponent Line(JsonElement line) => Part.Group(
        "line",
        Part.Code("code", line.GetProperty("code").GetString()!), Part.Number("units", line.GetProperty("units").GetInt32()),
        Part.Of("dateOfService", new Date(line.GetProperty("dateOfService").GetString()!)),
        Part.Dollars("charge", Money(line, "charge")), Part.Dollars("amount", Money(line, "amount")));

    private static decimal? Money(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : null;

    private static async Task<Parameters.ParameterComponent?> ClaimAsync(TenantCall call, string patient, ServiceMonth month)
    {
        if (await call.Desk.Ledger.FindPersonAsync(patient, call.Cancellation) is not { } person)
            return null;
        var entries = await call.Desk.Ledger.SlotAsync(new ClaimSlot(call.Tenant.Slug, person, month), call.Cancellation);
        if (entries.Where(static entry => entry.Code is null).MaxBy(static entry => entry.Revision) is not { } claim)
            return null;
        var answers = await call.Desk.Answers.AnswersAsync(claim.RevisionIdentifier, call.Cancellation);
        return Part.Group(
            "claim",
            Part.Of("identifier", new Identifier(Canonicals.ClaimIdentifier, claim.Identifier)),
            Part.Of("revision", new Identifier(Canonicals.ClaimRevisionIdentifier, claim.RevisionIdentifier)),
            Part.Code("state", Word(claim.State)),
            claim.EhrReference is { } reference ? Part.Reference("reference", References.Absolute(call, reference)) : null,
            answers is [.., var last] ? Part.Code("answer", AcknowledgeOperation.Word(last.Status)) : null);
    }

    private static string Word(LedgerState state) => state == LedgerState.InDoubt ? "in-doubt" : state.ToString().ToLowerInvariant();

    private static string StateOf(MonthState state) => state == MonthState.InReview ? "in-review" : state.ToString().ToLowerInvariant();
}
