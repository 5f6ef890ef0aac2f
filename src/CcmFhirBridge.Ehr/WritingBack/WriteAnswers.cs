using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.WritingBack;
using Polly.RateLimiting;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>
/// What an answer to a write means for money (RELIABILITY A.2 rules 5 and 6). Where nobody can tell, the answer is Unknown: asking once
/// too often costs a request, sending once too often costs a duplicate claim.
/// </summary>
internal sealed class WriteAnswers(PinnedOrigins origins)
{
    // Issue types of FHIR that may be over at the next attempt. A conflict (409) is another: the first attempt may still be committing.
    private static readonly FrozenSet<string> Passing =
        FrozenSet.Create("transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "conflict");

    /// <summary>The meaning of an answer.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="sent">How it was sent.</param>
    /// <param name="resourceType">Type that was sent.</param>
    /// <param name="id">The id of an update-as-create; null for a POST.</param>
    public WriteAnswer Of(EhrAnswer answer, WriteVerb sent, string resourceType, string? id)
    {
        if (answer.IsSuccess)
            return OfSuccess(answer, resourceType, id);
        var issues = OutcomeIssues.Read(answer.Body) ?? [];
        var detail = issues.Count > 0 ? $"HTTP {(int)answer.Status} ({OutcomeIssues.Describe(issues)})" : $"HTTP {(int)answer.Status}";
        return answer.Status switch
        {
            HttpStatusCode.PreconditionFailed when sent == WriteVerb.UpdateAsCreate =>
                new WriteAnswer(WriteBackOutcome.Exists, $"{resourceType}/{id}", detail + ": already there"),
            HttpStatusCode.PreconditionFailed when sent == WriteVerb.ConditionalCreate =>
                Unknown(detail + ": several resources carry the identifier"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                new WriteAnswer(WriteBackOutcome.NotSent, null, detail + ": the credentials do not allow it; look at ehr.auth and the granted scopes"),
            // Only the EHR's own word refuses for good: a page of a proxy in between says nothing about the body.
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone
                or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity
                when issues.Any(issue => issue.IsError) && !issues.Any(issue => issue.Code is not null && Passing.Contains(issue.Code)) =>
                new WriteAnswer(WriteBackOutcome.Rejected, null, detail),
            // A proxy may throttle the answer of a request that went through; only the EHR's own word is proof.
            HttpStatusCode.TooManyRequests when issues.Any(issue => issue is { IsError: true, Code: "throttled" }) =>
                new WriteAnswer(WriteBackOutcome.NotSent, null, detail + ": throttled; look at ehr.limits.perMinute"),
            _ => Unknown(detail),
        };
    }

    /// <summary>The meaning of an exchange that ended without an answer.</summary>
    public static WriteAnswer Of(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NotSent("the host name does not resolve; look at ehr.baseUrl"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError } =>
            NotSent("nobody answers at that address; look at ehr.baseUrl and the network"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            NotSent("no secure connection; look at the EHR's certificate"),
        RateLimiterRejectedException => NotSent("too many requests wait for their turn; look at ehr.limits"),
        Polly.Timeout.TimeoutRejectedException => Unknown("no answer in time"),
        InvalidDataException => Unknown("the answer is damaged"),
        _ => Unknown("the connection was cut"),
    };

    private WriteAnswer OfSuccess(EhrAnswer answer, string resourceType, string? id)
    {
        var detail = $"HTTP {(int)answer.Status}";
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            return Unknown(detail + ": neither done nor refused");
        var form = AnswerForms.Of(answer);
        if (form is not (AnswerForm.Json or AnswerForm.Empty))
            return Unknown(detail + ": the answer is not FHIR");
        if (!TryReadBody(answer, form, resourceType, out var inBody))
            return Unknown(detail + ": the answer is cut off or names another type");
        string? inLocation = null;
        if (!string.IsNullOrWhiteSpace(answer.Location) && (inLocation = ReferenceIn(answer.Location, resourceType)) is null)
            return Unknown(detail + ": Location leads elsewhere; it was not followed");
        if ((inLocation ?? inBody) is not { } reference)
            return Unknown(detail + ": neither a Location nor a body with an id");
        if ((id is not null && !IsSame(reference, $"{resourceType}/{id}")) || (inLocation is not null && inBody is not null && !IsSame(inLocation, inBody)))
            return Unknown(detail + ": the answer names another resource than was sent");
        return new WriteAnswer(answer.Status == HttpStatusCode.Created ? WriteBackOutcome.Created : WriteBackOutcome.Exists, reference, detail);
    }

    // False when there is a body that cannot be what was written; an OperationOutcome or nothing is no contradiction.
    private static bool TryReadBody(EhrAnswer answer, AnswerForm form, string resourceType, out string? reference)
    {
        reference = null;
        if (form == AnswerForm.Empty)
            return true;
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.Text("resourceType") == "OperationOutcome")
                return true;
            if (root.Text("resourceType") != resourceType)
                return false;
            reference = root.Text("id") is { Length: > 0 } id ? $"{resourceType}/{id}" : null;
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private string? ReferenceIn(string location, string resourceType)
    {
        if (!origins.TryResolve(location, origins.Below(resourceType), out var address) || origins.RelativeToBase(address) is not { } path)
            return null;
        var parts = path.Split('/');
        var isReference = parts is [_, _] or [_, _, "_history", { Length: > 0 }];
        return isReference && parts[0] == resourceType && parts[1].Length > 0 ? path : null;
    }

    private static bool IsSame(string left, string right) => Key(left) == Key(right);

    private static string Key(string reference) => string.Join('/', reference.Split('/').Take(2));

    private static WriteAnswer Unknown(string detail) => new(WriteBackOutcome.Unknown, null, detail);

    private static WriteAnswer NotSent(string detail) => new(WriteBackOutcome.NotSent, null, detail);
}
