using System.Globalization;
using CcmFhirBridge.Pipeline;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Server.Telemetry;
using CcmFhirBridge.Server.Workers;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>The one place that makes an OperationOutcome of whatever went wrong.</summary>
internal static class FhirErrors
{
    /// <summary>What a failure looks like to the caller. Nothing of an unexpected one is told but that it happened.</summary>
    public static FhirProblem Of(Exception error) => error switch
    {
        FhirProblem problem => problem,
        BadHttpRequestException { StatusCode: var status } => new FhirProblem(status, IssueOf(status), "The request cannot be read, or is larger than this server takes."),
        StoreException or LeaseException => new FhirProblem(
            StatusCodes.Status503ServiceUnavailable, OperationOutcome.IssueType.Transient, "The data of this tenant cannot be reached now; ask again later.")
        { RetryAfter = TimeSpan.FromSeconds(10) },
        _ => new FhirProblem(StatusCodes.Status500InternalServerError, OperationOutcome.IssueType.Exception, "Something unexpected went wrong; the service's log says more."),
    };

    public static OperationOutcome Outcome(FhirProblem problem) => new()
    {
        Issue =
        [
            new OperationOutcome.IssueComponent
            {
                Severity = OperationOutcome.IssueSeverity.Error,
                Code = problem.Issue,
                Diagnostics = problem.Message,
                Expression = problem.Expression is null ? [] : [problem.Expression],
            },
        ],
    };

    /// <summary>Answers with the OperationOutcome of a failure; what was begun already is cut off instead.</summary>
    public static async Task AnswerAsync(HttpContext http, Exception error, ILogger log)
    {
        var problem = Of(error);
        if (IsFailure(problem, error))
            log.RequestFailed(FailureKind.Of(error).Code, error.GetType().Name);
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = problem.Status;
        if (problem.Status == StatusCodes.Status401Unauthorized)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.RetryAfter is { } wait)
            http.Response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        await FhirAnswer.WriteAsync(http, Outcome(problem));
    }

    /// <summary>Whether the service failed, which its log tells: what is not offered, or not known yet, is refused in order.</summary>
    public static bool IsFailure(FhirProblem problem, Exception error) =>
        problem.Status >= StatusCodes.Status500InternalServerError && error is not FhirProblem { Issue: not OperationOutcome.IssueType.Timeout };

    private static OperationOutcome.IssueType IssueOf(int status) => status == StatusCodes.Status413PayloadTooLarge
        ? OperationOutcome.IssueType.TooLong
        : OperationOutcome.IssueType.Invalid;
}
