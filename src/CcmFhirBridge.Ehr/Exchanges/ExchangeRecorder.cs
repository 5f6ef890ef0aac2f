using System.Diagnostics;
using System.Text;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Exchanges;

namespace CcmFhirBridge.Ehr.Exchanges;

/// <summary>Tells a journal what a tenant's gateway said and heard, as much of it as the tenant keeps.</summary>
/// <param name="ehr">The tenant's EHR.</param>
/// <param name="journal">Where it is kept; null where nothing is.</param>
/// <param name="time">The clock.</param>
internal sealed class ExchangeRecorder(EhrSettings ehr, IExchangeJournal? journal, TimeProvider time)
{
    /// <summary>Bytes of a body that are kept.</summary>
    public const int LongestBody = 64 * 1024;

    private static readonly HashSet<string> s_asked = [.. EhrTypes.All, "Group", "Basic", "metadata"];

    private readonly bool _keeps = journal is not null && ehr.Journal.Keeping != JournalKeeping.Off;
    private readonly bool _whole = ehr.Journal.Keeping == JournalKeeping.Whole;

    /// <summary>When an exchange begins, for <see cref="Ended"/>.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>Keeps one exchange.</summary>
    /// <param name="request">What left.</param>
    /// <param name="began">What <see cref="Begin"/> said.</param>
    /// <param name="answer">What came; null when nothing whole did.</param>
    /// <param name="failure">Why nothing came.</param>
    public void Ended(EhrRequest request, long began, EhrAnswer? answer, Exception? failure)
    {
        if (!_keeps)
            return;
        var took = time.GetElapsedTime(began);
        // A token request and its answer are secrets from end to end.
        var isToken = request.ContentType == EhrRequest.Form;
        var bodies = _whole && !isToken;
        journal!.Keep(new Exchange
        {
            At = time.GetUtcNow() - took,
            Took = took,
            Method = request.Method.Method,
            Asked = isToken ? "token" : Array.Find(request.Address.Segments, segment => s_asked.Contains(segment.TrimEnd('/')))?.TrimEnd('/') ?? "other",
            Address = bodies ? request.Address.PathAndQuery : RedactedAddress.Of(request.Address, ehr.BaseUrl),
            Condition = request.Condition is { } condition ? bodies ? $"{condition.Header}: {condition.Value}" : condition.Header : null,
            Status = (int?)answer?.Status,
            Failure = answer is null ? Word(failure) : answer.TooLong ? "answer-too-long" : null,
            Sent = request.Body.Length,
            Received = answer?.Body.Length ?? 0,
            MediaType = answer?.MediaType,
            RetryAfter = answer?.RetryAfter,
            ServerTime = answer?.Date,
            Issues = answer is { IsSuccess: false } && OutcomeIssues.Read(answer.Body) is { Count: > 0 } issues ? OutcomeIssues.Describe(issues) : null,
            Trace = Activity.Current?.TraceId.ToString(),
            Request = bodies ? Text(request.Body) : null,
            Response = bodies && answer is not null ? Text(answer.Body) : null,
        });
    }

    private static string Word(Exception? failure) => failure switch
    {
        OperationCanceledException => "cancelled-or-timed-out",
        HttpRequestException { HttpRequestError: var error } => Kebab(error.ToString()),
        IOException => "connection-broken",
        _ => failure?.GetType().Name ?? "no-answer",
    };

    private static string Kebab(string words) =>
        string.Concat(words.Select((c, index) => char.IsUpper(c) ? (index > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string? Text(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return null;
        return body.Length <= LongestBody
            ? Encoding.UTF8.GetString(body.Span)
            : Encoding.UTF8.GetString(body.Span[..LongestBody]) + $" … {body.Length - LongestBody} bytes more";
    }
}
