using System.Collections.Frozen;
using System.Net;
using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
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
    private const int StatusLength = 3;

    // Issue types of FHIR that may be over at the next attempt. A conflict (409) is another: the first attempt may still be committing.
    private static readonly FrozenSet<string> Passing =
        FrozenSet.Create("transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled", "conflict");

    /// <summary>The meaning of an answer to one create.</summary>
    public WriteAnswer Of(EhrAnswer answer, WriteRequest sent) =>
        answer.IsSuccess ? OfSuccess(answer, sent) : OfRefusal(answer.Status, OutcomeIssues.Read(answer.Body) ?? [], sent);

    /// <summary>
    /// The meaning of an answer to a transaction, for each create in it. A refusal of the whole is one of each; some servers answer 200 with
    /// refusals inside, and those are believed entry by entry.
    /// </summary>
    public IReadOnlyList<WriteAnswer> OfTransaction(EhrAnswer answer, IReadOnlyList<WriteRequest> sent)
    {
        if (answer.IsSuccess)
            return OfEntries(answer, sent);
        var issues = OutcomeIssues.Read(answer.Body) ?? [];
        WriteAnswer whole;
        // Which of them it is about, or whether it is about transactions at all, nobody can tell: the EHR is asked for each.
        if (answer.Status == HttpStatusCode.PreconditionFailed)
            whole = Unknown(Detail(answer.Status, issues) + ": a condition of the transaction failed");
        else if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented || issues.Any(issue => issue is { IsError: true, Code: "not-supported" }))
            whole = NotSent(Detail(answer.Status, issues) + ": the EHR takes no such transaction; name another way under ehr.writeBack, or measure it with 'doctor --probe'");
        else
            whole = OfRefusal(answer.Status, issues, sent[0]);
        return [.. sent.Select(_ => whole)];
    }

    private static string Detail(HttpStatusCode status, IReadOnlyList<OutcomeIssue> issues) =>
        issues.Count > 0 ? $"HTTP {(int)status} ({OutcomeIssues.Describe(issues)})" : $"HTTP {(int)status}";

    private static WriteAnswer OfRefusal(HttpStatusCode status, IReadOnlyList<OutcomeIssue> issues, WriteRequest sent)
    {
        var detail = Detail(status, issues);
        return status switch
        {
            HttpStatusCode.PreconditionFailed when sent.Id is { } id =>
                new WriteAnswer(WriteBackOutcome.Exists, $"{sent.ResourceType}/{id}", detail + ": already there"),
            HttpStatusCode.PreconditionFailed when sent.Verb != WriteVerb.PlainCreate => Unknown(detail + ": several resources carry the identifier"),
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

    private WriteAnswer OfSuccess(EhrAnswer answer, WriteRequest sent)
    {
        var detail = Detail(answer.Status, []);
        if (answer.Status is not (HttpStatusCode.OK or HttpStatusCode.Created))
            return Unknown(detail + ": neither done nor refused");
        if (sent.IsAnsweredWithoutReference)
            return new WriteAnswer(WriteBackOutcome.Created, null, detail);
        var form = AnswerForms.Of(answer);
        if (form is not (AnswerForm.Json or AnswerForm.Empty))
            return Unknown(detail + ": the answer is not FHIR");
        try
        {
            using var document = form == AnswerForm.Empty ? null : JsonDocument.Parse(answer.Body);
            return OfDone(answer.Status, answer.Location, document?.RootElement, sent);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Unknown(detail + ": the answer is cut off or names another type");
        }
    }

    private IReadOnlyList<WriteAnswer> OfEntries(EhrAnswer answer, IReadOnlyList<WriteRequest> sent)
    {
        try
        {
            if (AnswerForms.Of(answer) == AnswerForm.Json)
            {
                using var document = JsonDocument.Parse(answer.Body);
                var entries = document.RootElement.Items("entry").ToList();
                if (document.RootElement.Text("resourceType") == "Bundle" && entries.Count == sent.Count)
                    return [.. entries.Zip(sent, OfEntry)];
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // What cannot be read tells nothing, as what is missing does.
        }

        var unknown = Unknown($"{Detail(answer.Status, [])}: the answer to the transaction is not one entry for each of its entries");
        return [.. sent.Select(_ => unknown)];
    }

    private WriteAnswer OfEntry(JsonElement entry, WriteRequest sent)
    {
        if (!entry.TryGetProperty("response", out var response) || response.Text("status") is not { Length: >= StatusLength } text
            || !int.TryParse(text.AsSpan(0, StatusLength), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return Unknown("an entry of the transaction has no status");
        var status = (HttpStatusCode)number;
        if (number is >= 200 and < 300)
            return status is HttpStatusCode.OK or HttpStatusCode.Created
                ? OfDone(status, response.Text("location"), entry.TryGetProperty("resource", out var resource) ? resource : null, sent)
                : Unknown(Detail(status, []) + ": neither done nor refused");
        var issues = response.TryGetProperty("outcome", out var outcome) ? OutcomeIssues.Read(System.Text.Encoding.UTF8.GetBytes(outcome.GetRawText())) : null;
        return OfRefusal(status, issues ?? [], sent);
    }

    private WriteAnswer OfDone(HttpStatusCode status, string? location, JsonElement? body, WriteRequest sent)
    {
        var detail = Detail(status, []);
        if (!TryReadBody(body, sent.ResourceType, out var inBody))
            return Unknown(detail + ": the answer is cut off or names another type");
        string? inLocation = null;
        if (!string.IsNullOrWhiteSpace(location) && (inLocation = ReferenceIn(location, sent.ResourceType)) is null)
            return Unknown(detail + ": Location leads elsewhere; it was not followed");
        if ((inLocation ?? inBody) is not { } reference)
            return Unknown(detail + ": neither a Location nor a body with an id");
        if ((sent.Id is not null && !IsSame(reference, $"{sent.ResourceType}/{sent.Id}")) || (inLocation is not null && inBody is not null && !IsSame(inLocation, inBody)))
            return Unknown(detail + ": the answer names another resource than was sent");
        return new WriteAnswer(status == HttpStatusCode.Created ? WriteBackOutcome.Created : WriteBackOutcome.Exists, reference, detail);
    }

    // False when there is a body that cannot be what was written; an OperationOutcome or nothing is no contradiction.
    private static bool TryReadBody(JsonElement? body, string resourceType, out string? reference)
    {
        reference = null;
        if (body is not { } root || root.Text("resourceType") == "OperationOutcome")
            return true;
        if (root.Text("resourceType") != resourceType)
            return false;
        reference = root.Text("id") is { Length: > 0 } id ? $"{resourceType}/{id}" : null;
        return true;
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
