using CcmFhirBridge.Claims;
using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Months;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>$ccm-plan</c>: what would be sent for a month and what stops the rest. It writes nothing, neither here nor in the EHR.</summary>
internal static class PlanOperation
{
    public const string Name = "$ccm-plan";

    private static readonly ParameterRule[] s_rules = [new("month", ParameterKind.Month, IsNeeded: true)];

    public static void Map(TenantRoutes routes)
    {
        var need = new ScopeNeed("Claim", ScopeVerb.Search);
        routes.Map(HttpMethods.Get, "/" + Name, need, AnswerAsync);
        routes.Map(HttpMethods.Post, "/" + Name, need, AnswerAsync);
    }

    private static async Task AnswerAsync(TenantCall call)
    {
        var month = (await OperationInput.ReadAsync(call, s_rules)).Month("month")!.Value;
        (call.Note.Interaction, call.Note.ResourceType) = (Name, "Claim");
        var report = await call.Desk.Release().RunAsync(month, lease: null, call.Cancellation);
        var told = report.Patients.Where(static patient => patient.Status != ReleaseStatus.NotBillable).ToList();
        var planned = told.Select(static patient => patient.Patient).ToHashSet(StringComparer.Ordinal);
        // Who was judged anew just now is told by that, not by what was kept before.
        var anew = report.Patients.Where(static patient => patient.Status == ReleaseStatus.NotBillable).ToDictionary(patient => patient.Patient, patient => patient.Outcome, StringComparer.Ordinal);
        var stopped = (await call.Desk.Assessments.ListAsync(month, call.Cancellation)).Select(static stored => (stored.Patient, stored.Outcome))
            .Where(stored => !planned.Contains(stored.Patient) && !anew.ContainsKey(stored.Patient))
            .Concat(anew.Select(static pair => (Patient: pair.Key, Outcome: pair.Value)))
            .Where(static stored => stored.Outcome is Outcome.Hold or Outcome.Block).OrderBy(static stored => stored.Patient, StringComparer.Ordinal).ToList();
        call.Note.Patients.UnionWith(planned);
        call.Note.Patients.UnionWith(stopped.Select(static patient => patient.Patient));
        await FhirAnswer.WriteAsync(call.Http, new Parameters
        {
            Parameter =
            [
                Part.Month("month", month),
                Part.Number("planned", report.Count(ReleaseStatus.Planned)),
                Part.Dollars("chargePlanned", report.ChargePlanned)!,
                .. told.Select(patient => Patient(call, patient)),
                .. stopped.Select(patient => Part.Group(
                    "stopped", Part.Reference("patient", References.Absolute(call, patient.Patient)), Part.Code("outcome", AssessmentJson.Word(patient.Outcome)))),
            ],
        });
    }

    private static Parameters.ParameterComponent Patient(TenantCall call, PatientRelease release) => Part.Group(
        "bill",
        [
            Part.Reference("patient", References.Absolute(call, release.Patient)),
            Part.Code("status", ReleaseWords.Of(release.Status).Replace(' ', '-')),
            release.Identifier is { } identifier ? Part.Of("identifier", new Identifier(Canonicals.ClaimIdentifier, identifier)) : null,
            .. release.Lines.Select(line => Part.Group(
                "line", Part.Code("code", line.Code), Part.Number("units", line.Units), Part.Day("dateOfService", line.DateOfService), Part.Dollars("charge", line.Charge))),
            Part.Dollars("charge", release.Charge),
            .. ReleaseWords.Reasons(release).Select(reason => Part.Text("reason", reason)),
        ]);
}
