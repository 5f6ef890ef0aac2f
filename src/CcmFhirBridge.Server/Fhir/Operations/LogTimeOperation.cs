using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Pipeline.Calls;
using CcmFhirBridge.Pipeline.LoggedTimes;
using CcmFhirBridge.Server.Door;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Operations;

/// <summary>
/// <c>Patient/[id]/$log-time</c>: keeps an entry of time for an EHR that keeps none. It is read and checked like an entry of the EHR. The same entry
/// is kept once, however often it is sent; what is logged under an identifier stays as it is.
/// </summary>
internal sealed class LogTimeOperation(TimeProvider time)
{
    public const string Name = "$log-time";

    private const int IdDigits = 32;

    public void Map(TenantRoutes routes) => routes.Map(HttpMethods.Post, $"/Patient/{{id}}/{Name}", new ScopeNeed("Encounter", ScopeVerb.Create), AnswerAsync);

    private async Task AnswerAsync(TenantCall call)
    {
        var input = await OperationInput.ReadAsync(call, TimeToLog.Rules);
        var patient = await PatientOperation.PatientAsync(call, Name);
        var now = time.GetUtcNow();
        var entry = TimeToLog.Of(call, input, now);
        var content = entry.HashFor(patient);
        var logged = new LoggedTime
        {
            Id = SourceReference.LoggedPrefix + IdOf(call, entry, content),
            IdentifierSystem = entry.Identifier?.System,
            IdentifierValue = entry.Identifier?.Value,
            ContentHash = content,
            RecordedAt = now,
            Client = call.Caller.ClientId,
        };
        try
        {
            var (kept, isNew) = await call.Desk.LoggedTimes.LogAsync(
                logged, LoggedEncounters.Make(logged.Id, patient, entry, now), call.Desk.Mapping, RepeatableCalls.Of(call, Name, content), call.Cancellation);
            var stored = await call.Desk.Resources.RawAsync("Encounter", kept.Id, version: null, call.Cancellation)
                ?? throw new InvalidOperationException("An entry that was logged has no Encounter.");
            if (!isNew)
                await CheckAsync(call, input, patient, kept.ContentHash == content, LoggedEncounters.Parse(stored));
            // Also when it was kept before: the call that kept it may have ended before it came so far.
            await LoggedEncounters.ReassessAsync(call, patient, entry.Start, entry.End);
            call.Http.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
            call.Http.Response.Headers.Location = $"{call.Base}/Encounter/{kept.Id}";
            await FhirAnswer.WriteAsync(call.Http, LoggedEncounters.Served(call, stored));
        }
        catch (RepeatedKeyException)
        {
            throw RepeatableCalls.Mismatch();
        }
    }

    /// <summary>What was kept before answers a call that asks for the same, or only whether there is one of the patient.</summary>
    private static async Task CheckAsync(TenantCall call, OperationInput input, string patient, bool isSame, Encounter kept)
    {
        var asksWhether = call.Http.Request.Headers["If-None-Exist"].Count > 0;
        if (!isSame && (!asksWhether || (await call.Desk.Resources.PatientAliasesAsync(call.Cancellation)).Resolve(kept.Subject!.Reference!) != patient))
            throw Conflict("Another entry was logged under this identifier. What was logged is not changed: log the difference under a new identifier.", input);
        if (LoggedEncounters.IsVoid(kept))
            throw Conflict("This entry was taken back. If the work was done after all, log it under a new identifier.", input);
    }

    // Nothing of it is random: whoever sends the same again, with or without a key, finds the same entry.
    private static string IdOf(TenantCall call, TimeToLog entry, string content) => (entry.Identifier is { } own
        ? RepeatableCalls.Hash("log-time", call.Tenant.Slug, own.System, own.Value)
        : RepeatableCalls.Hash("log-time", call.Tenant.Slug, content))[..IdDigits];

    private static FhirProblem Conflict(string message, OperationInput input) =>
        new(StatusCodes.Status409Conflict, OperationOutcome.IssueType.Duplicate, message) { Expression = input.WhereIs("identifier") };
}
