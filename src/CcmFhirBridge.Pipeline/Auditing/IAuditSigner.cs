namespace CcmFhirBridge.Pipeline.Auditing;

/// <summary>Signs heads, and knows its own signature again.</summary>
public interface IAuditSigner
{
    /// <summary>Signs the head of a tenant's trail.</summary>
    AuditAnchor Sign(string tenant, AuditHead head, DateTimeOffset at);

    /// <summary>Whether the signature is one of this key over this anchor for this tenant.</summary>
    bool IsGood(string tenant, AuditAnchor anchor);
}
