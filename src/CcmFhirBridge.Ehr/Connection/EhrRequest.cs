using System.Net.Http.Headers;
using CcmFhirBridge.Pipeline.Leases;

namespace CcmFhirBridge.Ehr.Connection;

/// <summary>One request to the EHR, as it leaves.</summary>
internal sealed record EhrRequest(HttpMethod Method, Uri Address)
{
    public const string FhirJson = "application/fhir+json";

    public const string Form = "application/x-www-form-urlencoded";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = FhirJson;

    /// <summary>Media type of the answer that is asked for.</summary>
    public string Accept { get; init; } = FhirJson;

    public AuthenticationHeaderValue? Authorization { get; init; }

    public RequestCondition? Condition { get; init; }

    /// <summary>The right to write, asked right before the first byte leaves; null for what changes nothing in the EHR.</summary>
    public ILease? Lease { get; init; }

    /// <summary>Past every cache.</summary>
    public bool Fresh { get; init; }

    /// <summary>The message for one attempt.</summary>
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Address);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("CcmFhirBridge", typeof(EhrRequest).Assembly.GetName().Version?.ToString(3)));
        message.Headers.Authorization = Authorization;
        if (Fresh)
            message.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (Method == HttpMethod.Get)
            return message;
        message.Content = Lease is null ? new ReadOnlyMemoryContent(Body) : new WriteContent(Body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        if (ContentType == FhirJson)
            message.Headers.Add("Prefer", "return=representation");
        if (Condition is { } condition)
            message.Headers.TryAddWithoutValidation(condition.Header, condition.Value);
        return message;
    }
}
