using System.Text;
using CcmFhirBridge.Pipeline.Assessing;
using Hl7.Fhir.Model;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>Patient/[id]/$ccm-explain</c>: a month with its whole working, the same text and the same JSON as the command <c>explain</c>.</summary>
internal sealed class ExplainOperation(TimeProvider time)
{
    public const string Name = "$ccm-explain";

    private static readonly ParameterRule[] s_rules = [new("month", ParameterKind.Month)];

    public void Map(TenantRoutes routes) => PatientOperation.MapReading(routes, Name, AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var patient = await PatientOperation.PatientAsync(call, Name);
        var assessment = await call.Desk.Assess().AssessAsync(patient, PatientOperation.MonthOf(call, input, time), call.Cancellation) ?? throw PatientOperation.Unknown();
        await FhirAnswer.WriteAsync(call.Http, new Parameters
        {
            Parameter =
            [
                Part.Reference("patient", References.Absolute(call, patient)),
                Part.Month("month", assessment.Month),
                Part.Text("text", call.Desk.Explain(assessment)),
                Part.Text("assessment", Encoding.UTF8.GetString(AssessmentJson.ToUtf8(assessment, explain: true))),
            ],
        });
    }
}
