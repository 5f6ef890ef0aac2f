using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.PatientRecords;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>Patient/[id]/$ccm-minutes</c>: the time of a month entry by entry, from what is stored now.</summary>
internal sealed class MinutesOperation(TimeProvider time)
{
    public const string Name = "$ccm-minutes";

    private static readonly ParameterRule[] s_rules = [new("month", ParameterKind.Month)];

    public void Map(TenantRoutes routes) => PatientOperation.MapReading(routes, Name, AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var patient = await PatientOperation.PatientAsync(call, Name);
        var assessment = await call.Desk.Assess().AssessAsync(patient, PatientOperation.MonthOf(call, input, time), call.Cancellation) ?? throw PatientOperation.Unknown();
        var ledger = assessment.Time;
        await FhirAnswer.WriteAsync(call.Http, new Parameters
        {
            Parameter =
            [
                Part.Reference("patient", References.Absolute(call, patient)),
                Part.Month("month", assessment.Month),
                Part.Number("clinicalStaff", ledger.ClinicalStaff),
                Part.Number("practitioner", ledger.Practitioner),
                Part.Number("pooled", ledger.Pooled),
                Part.Number("excluded", ledger.Excluded),
                Part.Number("surplus", ledger.Surplus),
                .. ledger.Lines.Select(line => Line(call, line)),
            ],
        });
    }

    private static Parameters.ParameterComponent Line(TenantCall call, TimeLedgerLine line) => Part.Group(
        "line",
        [
            line.Span is { } span ? Part.Instant("start", span.Start) : null,
            line.Span is { } whole ? Part.Instant("end", whole.End) : null,
            Part.Code("activity", line.Activity),
            .. line.Performers.Select(performer => Part.Group(
                "performer", Part.Reference("who", References.Absolute(call, performer.Who.Reference)), Part.Code("role", Word(performer.Who.Role)))),
            Part.Number("clinicalStaff", line.ClinicalStaffSeconds),
            Part.Number("practitioner", line.PractitionerSeconds),
            .. line.Excluded.Select(reason => Part.Group("excluded", Part.Code("reason", reason.Key), Part.Number("seconds", reason.Value))),
            Part.Reference("source", References.Absolute(call, line.Source.ToString())),
            .. line.Answers.Select(answer => Part.Reference("answer", References.Absolute(call, answer.ToString()))),
        ]);

    private static string Word(PerformerRole role) => role switch
    {
        PerformerRole.Practitioner => "practitioner",
        PerformerRole.ClinicalStaff => "clinical-staff",
        PerformerRole.NonClinicalStaff => "non-clinical",
        _ => "unknown",
    };
}
