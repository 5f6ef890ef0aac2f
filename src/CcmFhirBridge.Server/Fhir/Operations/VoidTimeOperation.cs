using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>
/// <c>Encounter/[id]/$void-time</c>: takes back an entry that was logged here. It stays as <c>entered-in-error</c> and counts no more; what a month
/// was billed for before becomes a correction. Entries of the EHR are taken back in the EHR.
/// </summary>
internal sealed class VoidTimeOperation(TimeProvider time)
{
    public const string Name = "$void-time";

    /// <summary>Codes of <c>ccm-void-reason</c>.</summary>
    internal static readonly string[] Reasons = ["wrong-patient", "wrong-time", "wrong-performer", "wrong-activity", "duplicate", "not-done"];

    private static readonly ParameterRule[] s_rules = [new("reason", ParameterKind.Code, IsNeeded: true)];

    public void Map(TenantRoutes routes) => routes.Map(HttpMethods.Post, $"/Encounter/{{id}}/{Name}", new ScopeNeed("Encounter", ScopeVerb.Update), AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, s_rules);
        var reason = input.Code("reason")!;
        if (!Reasons.Contains(reason))
            throw new FhirProblem(StatusCodes.Status422UnprocessableEntity, OperationOutcome.IssueType.CodeInvalid, $"The reason is none of: {string.Join(", ", Reasons)}.") { Expression = input.WhereIs("reason") };
        call.Note.Interaction = Name;
        var stored = await LoggedEncounters.StoredAsync(call);
        var entry = LoggedEncounters.Parse(stored);
        var now = time.GetUtcNow();
        var patient = await call.Desk.LoggedTimes.VoidAsync(
            new VoidedTime(entry.Id!, reason, now, call.Caller.ClientId), LoggedEncounters.IsVoid(entry) ? stored : LoggedEncounters.Void(entry, now), call.Desk.Mapping, call.Cancellation);
        // Also when it was taken back before: the call that did so may have ended before it came so far.
        if (patient is not null)
            await LoggedEncounters.ReassessAsync(call, patient, InstantText.Read(entry.Period!.Start)!.Value, InstantText.Read(entry.Period.End)!.Value);
        await FhirAnswer.WriteAsync(call.Http, LoggedEncounters.Served(call, await LoggedEncounters.StoredAsync(call)));
    }
}
