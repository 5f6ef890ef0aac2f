using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>The answer to whatever nothing else answers, once the caller was let in.</summary>
/// <param name="served">Types that are served.</param>
internal sealed class UnservedInteraction(IReadOnlyList<string> served)
{
    public Task AnswerAsync(TenantCall call)
    {
        var request = call.Http.Request;
        var path = ((string?)request.RouteValues["rest"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        throw path switch
        {
            [] or ["_history"] or ["_search"] => NotSupported("Batches, transactions and searches or histories of the whole server are not supported."),
            [var type, "_history"] when served.Contains(type) && isRead => NotSupported("The history of a type is not supported; that of one resource is."),
            [var type, .. var below] when served.Contains(type) && !isRead && below is ([] or [_] or [_, "_history"] or [_, "_history", _]) && !path[^1].StartsWith('$') => NotAllowed(call, path),
            [var type, ..] when !served.Contains(type) && ModelInfo.IsKnownResource(type) => FhirProblem.NotFound("This type is not served here; the CapabilityStatement (metadata) says which are."),
            _ => FhirProblem.NotFound("There is nothing at this address; the CapabilityStatement (metadata) says what is served."),
        };
    }

    private static FhirProblem NotSupported(string message) => new(StatusCodes.Status501NotImplemented, OperationOutcome.IssueType.NotSupported, message);

    private static FhirProblem NotAllowed(TenantCall call, string[] path)
    {
        call.Http.Response.Headers.Allow = path is [_, "_search"] ? "POST" : "GET, HEAD";
        return new FhirProblem(StatusCodes.Status405MethodNotAllowed, OperationOutcome.IssueType.NotSupported, "What is served here is read only.");
    }
}
