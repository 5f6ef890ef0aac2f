namespace CcmFhirBridge.Domain.Tenants;

/// <summary>How a resource is created in an EHR, strongest first (RELIABILITY A.2 rule 4).</summary>
public enum WriteVerb
{
    /// <summary><c>PUT</c> to an id of ours with <c>If-None-Match: *</c>: what arrives twice is there once, by construction.</summary>
    UpdateAsCreate,

    /// <summary><c>PUT</c> to a search by our identifier: it creates where nothing is found.</summary>
    ConditionalUpdate,

    /// <summary><c>POST</c> with <c>ifNoneExist</c> within a transaction, which some servers serialize where they let a bare one race.</summary>
    Transaction,

    /// <summary><c>POST</c> with <c>If-None-Exist</c>: some servers race.</summary>
    ConditionalCreate,

    /// <summary><c>POST</c> between two searches.</summary>
    PlainCreate,
}
