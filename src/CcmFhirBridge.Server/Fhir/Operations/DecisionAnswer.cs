using CcmFhirBridge.Domain.Assessments;
using CcmFhirBridge.Domain.Decisions;
using CcmFhirBridge.Pipeline.Assessing;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.Decisions;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>What recording a decision and recording an attestation share.</summary>
internal static class DecisionAnswer
{
    public static IEnumerable<ParameterRule> Shared { get; } =
    [
        new("month", ParameterKind.Month, IsNeeded: true), new("by", ParameterKind.Text, IsNeeded: true), new("reason", ParameterKind.Text, IsNeeded: true),
    ];

    public static void Map(TenantRoutes routes, string name, Func<TenantCall, Task> work) =>
        routes.Map(HttpMethods.Post, $"/Patient/{{id}}/{name}", new ScopeNeed("Patient", ScopeVerb.Update), work);

    /// <summary>Records and answers with the month before and after.</summary>
    /// <exception cref="FhirProblem">422: it lacks something, or does not fit the month.</exception>
    public static async Task RecordAsync(TenantCall call, OperationInput input, string operation, TimeProvider time, Func<HumanDecision, HumanDecision> complete)
    {
        var patient = await PatientOperation.PatientAsync(call, operation);
        var decision = complete(new HumanDecision
        {
            Patient = patient,
            Month = input.Month("month")!.Value,
            Kind = DecisionKind.Hold,
            By = input.Text("by")!,
            At = time.GetUtcNow(),
            Reason = input.Text("reason")!,
            Via = call.Caller.ClientId,
        });
        if (decision.Problem() is { } problem)
            throw Refused(problem);
        // The hour at which it is told is not what was decided.
        var repeatable = RepeatableCalls.Of(call, operation, (decision with { At = DateTimeOffset.UnixEpoch }).Id);
        try
        {
            var recorded = await call.Desk.DecideAsync(decision, repeatable, call.Cancellation);
            call.Http.Response.StatusCode = recorded.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            await FhirAnswer.WriteAsync(call.Http, Told(call, recorded));
        }
        catch (RepeatedKeyException)
        {
            throw RepeatableCalls.Mismatch();
        }
        catch (DecisionRefusedException refused)
        {
            throw refused.Refusal switch
            {
                DecisionRefusal.UnknownPatient => PatientOperation.Unknown(),
                DecisionRefusal.UnknownDecision => Refused("The decision that is to be taken back is not recorded for the patient.", input.WhereIs("withdraws")),
                DecisionRefusal.UnknownCode => Refused(
                    $"What is to be lowered or withheld is no code of chronic care management in the month. Codes are: {string.Join(", ", refused.Codes)}.", input.WhereIs("code")),
                _ => Refused(
                    "A rule that is named does not hold the month. " + (refused.Open.IsEmpty ? "The month has no open hold." : $"Open holds are: {string.Join(", ", refused.Open)}."),
                    input.WhereIs("rule")),
            };
        }
    }

    private static FhirProblem Refused(string message, string? expression = null) =>
        new(StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.BusinessRule, message) { Expression = expression };

    private static Parameters Told(TenantCall call, RecordedDecision recorded)
    {
        List<Parameters.ParameterComponent?> parts =
        [
            Part.Text("decision", recorded.Decision.Id),
            Part.Reference("patient", References.Absolute(call, recorded.Decision.Patient)),
            Part.Month("month", recorded.Decision.Month),
            Part.Flag("recorded", recorded.IsNew),
            Part.Flag("followed", recorded.NotFollowed is null),
            Part.TextIf("notFollowed", recorded.NotFollowed),
            Month("before", recorded.Before),
            Month("after", recorded.After),
        ];
        return new Parameters { Parameter = [.. parts.OfType<Parameters.ParameterComponent>()] };
    }

    private static Parameters.ParameterComponent Month(string name, Assessment assessment) => Part.Group(
        name,
        [
            Part.Code("outcome", AssessmentJson.Word(assessment.Outcome)),
            .. assessment.Lines.Select(line => Part.Group("line", Part.Code("code", line.Code), Part.Number("units", line.Units))),
        ]);
}
