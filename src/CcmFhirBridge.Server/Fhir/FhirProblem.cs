using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>Why a request is refused. Its message goes to the caller, so it holds no patient data and nothing that the caller wrote but names of parameters and elements.</summary>
internal sealed class FhirProblem(int status, OperationOutcome.IssueType issue, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    public OperationOutcome.IssueType Issue { get; } = issue;

    /// <summary>FHIRPath of the element that is wrong, or null.</summary>
    public string? Expression { get; init; }

    /// <summary>When to ask again; null when that would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>No valid credential. It never says which part was wrong.</summary>
    public static FhirProblem Unauthorized() => new(StatusCodes.Status401Unauthorized, OperationOutcome.IssueType.Login, "A valid access token of this tenant is needed.");

    public static FhirProblem Forbidden(string message) => new(StatusCodes.Status403Forbidden, OperationOutcome.IssueType.Forbidden, message);

    public static FhirProblem NotFound(string message) => new(StatusCodes.Status404NotFound, OperationOutcome.IssueType.NotFound, message);

    /// <summary>The request is wrong, and its sender can mend it.</summary>
    /// <param name="message">What is wrong and what to send instead.</param>
    /// <param name="expression">FHIRPath or name of the parameter.</param>
    public static FhirProblem Invalid(string message, string? expression = null) =>
        new(StatusCodes.Status400BadRequest, OperationOutcome.IssueType.Invalid, message) { Expression = expression };
}
