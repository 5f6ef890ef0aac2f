using CcmFhirBridge.Ehr.Connection;

namespace CcmFhirBridge.Ehr.WritingBack;

/// <summary>How a resource is created, strongest first.</summary>
internal enum WriteVerb
{
    /// <summary><c>PUT</c> to an id of ours with <c>If-None-Match: *</c>: idempotent by construction.</summary>
    UpdateAsCreate,

    /// <summary><c>POST</c> with <c>If-None-Exist</c>: some servers race.</summary>
    ConditionalCreate,

    /// <summary><c>POST</c> after a search.</summary>
    PlainCreate,
}

/// <summary>Chooses the strongest verb that the EHR says it has.</summary>
internal static class WriteVerbs
{
    public static WriteVerb? For(Capabilities capabilities, string resourceType) =>
        !capabilities.Types.TryGetValue(resourceType, out var type) ? null
        : type.UpdateCreate ? WriteVerb.UpdateAsCreate
        : type.ConditionalCreate ? WriteVerb.ConditionalCreate
        : type.Create ? WriteVerb.PlainCreate
        : null;
}
