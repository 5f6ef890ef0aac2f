using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>A create as one verb writes it: on its own, or as an entry of a transaction.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="ResourceType">Type of the body.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Address below the base, escaped.</param>
/// <param name="Body">The body.</param>
/// <param name="Condition">Header under which alone it happens; null for none.</param>
/// <param name="Id">The id that it must get; null when the EHR gives one.</param>
internal sealed record WriteRequest(
    WriteVerb Verb, string ResourceType, HttpMethod Method, string Path, ReadOnlyMemory<byte> Body, RequestCondition? Condition, string? Id)
{
    /// <summary>Whether its success says that it was done and not what was made.</summary>
    public bool IsAnsweredWithoutReference { get; init; }

    public const string IfMatch = "If-Match";
    public const string IfNoneMatch = "If-None-Match";
    public const string IfNoneExist = "If-None-Exist";

    /// <summary>An update of what is there, only while it is as it was found where the EHR tells versions.</summary>
    public static WriteRequest Update(string resourceType, string id, ReadOnlyMemory<byte> body, string? version) => new(
        WriteVerb.ConditionalUpdate, resourceType, HttpMethod.Put, $"{resourceType}/{id}", body, version is null ? null : new RequestCondition(IfMatch, $"W/\"{version}\""), Id: null);

    /// <summary>The request.</summary>
    /// <param name="verb">How.</param>
    /// <param name="resourceType">Type of the body.</param>
    /// <param name="system">System of the identifier that makes the body one of its kind.</param>
    /// <param name="identifier">Its value, which lower-cased is the id of an update-as-create.</param>
    /// <param name="body">A body without an id.</param>
    /// <exception cref="ArgumentException">The body is none that we would have made.</exception>
    public static WriteRequest Of(WriteVerb verb, string resourceType, string system, string identifier, ReadOnlyMemory<byte> body)
    {
        switch (verb)
        {
            case WriteVerb.UpdateAsCreate:
                var id = identifier.ToLowerInvariant();
                return new(verb, resourceType, HttpMethod.Put, $"{resourceType}/{id}", OutboundBody.WithId(body, resourceType, id), new RequestCondition(IfNoneMatch, "*"), id);
            case WriteVerb.ConditionalUpdate:
                return new(verb, resourceType, HttpMethod.Put, $"{resourceType}?identifier={Uri.EscapeDataString($"{system}|{identifier}")}", body, null, null);
            case WriteVerb.Transaction or WriteVerb.ConditionalCreate:
                return new(verb, resourceType, HttpMethod.Post, resourceType, body, new RequestCondition(IfNoneExist, $"identifier={system}|{identifier}"), null);
            default:
                return new(verb, resourceType, HttpMethod.Post, resourceType, body, null, null);
        }
    }
}
