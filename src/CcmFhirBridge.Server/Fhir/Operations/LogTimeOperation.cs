using CcmFhirBridge.Domain.PatientRecords;
using CcmFhirBridge.Domain.Periods;
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
            // A conditional create asks only whether there is one.
            if (kept.ContentHash != content && call.Http.Request.Headers["If-None-Exist"].Count == 0)
                throw Taken(input);
            // Also when it was kept before: the call that kept it may have ended before it came so far.
            await ReassessAsync(call, patient, entry);
            await TellAsync(call, kept, isNew);
        }
        catch (RepeatedKeyException)
        {
            throw RepeatableCalls.Mismatch();
        }
    }

    private static async Task TellAsync(TenantCall call, LoggedTime kept, bool isNew)
    {
        var stored = await call.Desk.Resources.RawAsync("Encounter", kept.Id, version: null, call.Cancellation)
            ?? throw new InvalidOperationException("An entry that was logged has no Encounter.");
        call.Http.Response.StatusCode = isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        call.Http.Response.Headers.Location = $"{call.Base}/Encounter/{kept.Id}";
        await FhirAnswer.WriteAsync(call.Http, LoggedEncounters.Served(call, stored));
    }

    private static async Task ReassessAsync(TenantCall call, string patient, TimeToLog entry)
    {
        var zone = call.Tenant.TimeZone;
        var months = new[] { entry.Start, entry.End.AddTicks(-1) }.Select(at => ServiceMonth.Of(zone.DayOf(at))).Distinct();
        foreach (var month in months)
            await call.Desk.Assess().ReassessAsync(patient, month, call.Cancellation);
    }

    // Nothing of it is random: whoever sends the same again, with or without a key, finds the same entry.
    private static string IdOf(TenantCall call, TimeToLog entry, string content) => (entry.Identifier is { } own
        ? RepeatableCalls.Hash("log-time", call.Tenant.Slug, own.System, own.Value)
        : RepeatableCalls.Hash("log-time", call.Tenant.Slug, content))[..IdDigits];

    private static FhirProblem Taken(OperationInput input) => new(
        StatusCodes.Status409Conflict, OperationOutcome.IssueType.Duplicate, "Another entry was logged under this identifier. What was logged is not changed: log the difference under a new identifier.")
    { Expression = input.WhereIs("identifier") };
}
