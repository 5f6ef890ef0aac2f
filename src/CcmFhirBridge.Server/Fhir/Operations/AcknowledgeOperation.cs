using System.Globalization;
using CcmFhirBridge.Claims;
using CcmFhirBridge.Pipeline.Answers;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary><c>Claim/[id]/$acknowledge</c>: what the billing system or the payer made of a claim. The id is the claim's revision identifier in lower case.</summary>
internal sealed class AcknowledgeOperation(TimeProvider time)
{
    public const string Name = "$acknowledge";

    private static readonly ParameterRule[] s_rules =
    [
        new("status", ParameterKind.Code, IsNeeded: true), new("reasonCode", ParameterKind.Code), new("reasonText", ParameterKind.Text), new("amount", ParameterKind.Amount),
        new("payerClaimNumber", ParameterKind.Text), new("at", ParameterKind.Instant),
    ];

    public void Map(TenantRoutes routes) => routes.Map(HttpMethods.Post, $"/Claim/{{id}}/{Name}", new ScopeNeed("Claim", ScopeVerb.Update), AnswerAsync);

    public static string Word(ClaimAnswerStatus status) => status.ToString().ToLowerInvariant();

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var id = call.Route("id");
        (call.Note.Interaction, call.Note.ResourceType) = (Name, "Claim");
        var revision = id.ToUpperInvariant();
        var entries = PatientOperation.IsId(id) && id == id.ToLowerInvariant() ? await call.Desk.Ledger.RevisionsAsync(revision, call.Cancellation) : [];
        var claim = entries.FirstOrDefault(entry => entry.RevisionIdentifier == revision && entry.Code is null)
            ?? throw FhirProblem.NotFound("There is no such claim here. The id of a claim is its revision identifier in lower case.");
        call.Note.ResourceId = id;
        call.Note.Patients.Add(claim.Patient);

        var given = new ClaimAnswer
        {
            RevisionIdentifier = claim.RevisionIdentifier,
            Status = StatusOf(input),
            ReasonCode = input.Code("reasonCode"),
            ReasonText = input.Text("reasonText"),
            Amount = input.Amount("amount"),
            PayerClaimNumber = input.Text("payerClaimNumber"),
            At = input.Instant("at"),
            RecordedAt = time.GetUtcNow(),
            Client = call.Caller.ClientId,
        };
        if (given.NeedsPerson && given.ReasonCode is null && given.ReasonText is null)
            throw new FhirProblem(StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.Required, "What is rejected or denied says why: 'reasonCode' or 'reasonText'.") { Expression = input.WhereIs("reasonCode") };
        if (given.At > given.RecordedAt)
            throw new FhirProblem(StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.Value, "The answer lies in the future.") { Expression = input.WhereIs("at") };
        var repeatable = RepeatableCalls.Of(
            call, Name, claim.RevisionIdentifier, Word(given.Status), given.ReasonCode, given.ReasonText, given.Amount?.ToString("0.00", CultureInfo.InvariantCulture),
            given.PayerClaimNumber, given.At?.ToString("O", CultureInfo.InvariantCulture));
        try
        {
            var (answer, isNew) = await call.Desk.Answers.RecordAnswerAsync(given, repeatable, call.Cancellation);
            call.Http.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            await FhirAnswer.WriteAsync(call.Http, Told(answer));
        }
        catch (RepeatedKeyException)
        {
            throw RepeatableCalls.Mismatch();
        }
    }

    private static Parameters Told(ClaimAnswer answer)
    {
        List<Parameters.ParameterComponent?> parts =
        [
            Part.Of("claim", new Identifier(Canonicals.ClaimRevisionIdentifier, answer.RevisionIdentifier)),
            Part.Code("status", Word(answer.Status)),
            Part.TextIf("reasonCode", answer.ReasonCode),
            Part.TextIf("reasonText", answer.ReasonText),
            Part.Dollars("amount", answer.Amount),
            Part.TextIf("payerClaimNumber", answer.PayerClaimNumber),
            answer.At is { } at ? Part.Instant("at", at) : null,
            Part.Instant("recordedAt", answer.RecordedAt),
        ];
        return new Parameters { Parameter = [.. parts.OfType<Parameters.ParameterComponent>()] };
    }

    private static ClaimAnswerStatus StatusOf(OperationInput input) => input.Code("status") switch
    {
        "accepted" => ClaimAnswerStatus.Accepted,
        "rejected" => ClaimAnswerStatus.Rejected,
        "paid" => ClaimAnswerStatus.Paid,
        "denied" => ClaimAnswerStatus.Denied,
        _ => throw FhirProblem.Invalid("The status is accepted, rejected, paid or denied.", input.WhereIs("status")),
    };
}
