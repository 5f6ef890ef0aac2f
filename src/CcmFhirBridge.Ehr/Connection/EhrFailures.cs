using System.Net;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>
/// The one place where failures become words. They name the tenant, what was asked (type, never a query) and the setting to look at.
/// </summary>
/// <param name="tenant">Slug of the tenant.</param>
/// <param name="server">Scheme, host and port of its EHR.</param>
/// <param name="ehr">Its settings.</param>
/// <param name="restsAfter">The status for which the EHR was left alone the last time that it was for a status; null before.</param>
internal sealed class EhrFailures(string tenant, string server, EhrSettings ehr, Func<HttpStatusCode?> restsAfter)
{
    private const string LeftAlone = "it failed so often in a row that it is left alone for half a minute, the last time with";

    /// <summary>The failure of an answer that is not a FHIR resource; null when it is one.</summary>
    public EhrException? Of(EhrAnswer answer, string asked) => answer.IsSuccess ? OfSuccess(answer, asked) : OfStatus(answer, asked);

    /// <summary>The failure of an exchange that ended without an answer.</summary>
    /// <param name="exception">What went wrong.</param>
    /// <param name="asked">What was asked.</param>
    /// <param name="address">Where the address comes from, to look at.</param>
    public EhrException Of(Exception exception, string asked, string address = "ehr.baseUrl")
    {
        if (exception is EhrException known)
            return known;
        var (failure, problem) = Problem(exception, address);
        return Failure(failure, asked, problem, exception);
    }

    /// <summary>A failure with our own words.</summary>
    public EhrException Failure(EhrFailure failure, string asked, string problem, Exception? inner = null) =>
        new(failure, Sentence(asked, problem), inner);

    private (EhrFailure Failure, string Problem) Problem(Exception exception, string address) => exception switch
    {
        TimeoutRejectedException => (EhrFailure.NoAnswer, $"no answer within {ehr.Timeout.Ticks / TimeSpan.TicksPerSecond} s; look at ehr.limits.timeout, or whether the EHR is overloaded"),
        RateLimiterRejectedException => (EhrFailure.Throttled, "too many requests wait for their turn; look at ehr.limits"),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (EhrFailure.Unreachable, $"the host name does not resolve; look at {address} and DNS"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            (EhrFailure.Unreachable, $"no secure connection: the certificate or the TLS version is not accepted; look at {address} and the EHR's certificate"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (EhrFailure.Unreachable, $"nobody answers at that address; look at {address} and the network"),
        BrokenCircuitException { InnerException: { } last } => (EhrFailure.Unreachable, $"{LeftAlone}: {Problem(last, address).Problem}"),
        BrokenCircuitException => (EhrFailure.Unreachable, $"{LeftAlone}: HTTP {(int?)restsAfter()}; ask who runs the EHR"),
        InvalidDataException => (EhrFailure.Protocol, "the compressed answer is damaged"),
        _ => (EhrFailure.Unreachable, "the connection was cut before the answer was complete"),
    };

    private EhrException? OfSuccess(EhrAnswer answer, string asked) => AnswerForms.Of(answer) switch
    {
        AnswerForm.Json => null,
        AnswerForm.Html => Failure(EhrFailure.Protocol, asked, "an HTML page instead of FHIR, most often a login page; ehr.baseUrl must be the FHIR base (it ends before /metadata) and ehr.auth must fit it"),
        AnswerForm.Empty => Failure(EhrFailure.Protocol, asked, $"HTTP {(int)answer.Status} with an empty body instead of FHIR; look at ehr.baseUrl"),
        AnswerForm.TooLong => Failure(EhrFailure.Protocol, asked, "the answer is longer than the bridge takes; a proxy may be in the way, or the EHR ignores _count"),
        _ => Failure(EhrFailure.Protocol, asked, "the answer is not FHIR JSON (its content type or its first bytes say so); look at ehr.baseUrl"),
    };

    private EhrException OfStatus(EhrAnswer answer, string asked)
    {
        var status = (int)answer.Status;
        var issues = OutcomeIssues.Read(answer.Body) ?? [];
        var codes = issues.SelectMany(issue => issue.Details).ToList();
        var said = issues.Count > 0 ? $"HTTP {status} ({OutcomeIssues.Describe(issues, ehr.Profile)})" : $"HTTP {status}";
        if (ehr.Profile.Means(codes, VendorCodeMeaning.Withheld))
            return Withheld(asked, said);
        if (ehr.Profile.Means(codes, VendorCodeMeaning.Quota))
            return Failure(EhrFailure.Throttled, asked, $"{said}; the rest is read by a later sync");
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized => Failure(EhrFailure.Unauthorized, asked, $"{said}: the credentials are missing, wrong or expired; look at ehr.auth"),
            HttpStatusCode.Forbidden => Failure(EhrFailure.Forbidden, asked, $"{said}: the credentials do not allow this; look at ehr.auth and the scopes that the EHR granted, and at the tenant part of ehr.baseUrl"),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => Failure(EhrFailure.NotFound, asked, $"{said}: not there; look at ehr.baseUrl"),
            HttpStatusCode.TooManyRequests => Failure(EhrFailure.Throttled, asked, $"{said} for longer than we wait; lower ehr.limits.perMinute"),
            HttpStatusCode.NotAcceptable => Failure(EhrFailure.Protocol, asked, $"{said}: the EHR does not give FHIR JSON here; look at ehr.baseUrl"),
            _ when status is >= 500 or 408 => Failure(EhrFailure.ServerError, asked, $"{said} for longer than we retry; ask who runs the EHR"),
            _ when status is >= 300 and < 400 => Failure(EhrFailure.Protocol, asked, $"{said}: a redirect, which is never followed with credentials; set ehr.baseUrl to the address it leads to"),
            _ => Refused(asked, said),
        };
    }

    private EhrException Withheld(string asked, string said) =>
        new(EhrFailure.Forbidden, Sentence(asked, $"{said}: withheld by policy, and not asked for again"), null) { WithholdsPatient = true };

    private EhrException Refused(string asked, string said) =>
        new(EhrFailure.Protocol, Sentence(asked, $"{said}: the EHR refuses the request; look at ehr.vendor and ehr.sync"), null) { RefusesRequest = true };

    private string Sentence(string asked, string problem) => $"{tenant}: {asked} at {server}: {problem}.";
}
