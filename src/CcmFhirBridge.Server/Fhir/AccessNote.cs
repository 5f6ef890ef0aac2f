namespace CcmFhirBridge.Server.Fhir;

/// <summary>What a request did, as its endpoint tells it for the audit of accesses.</summary>
internal sealed class AccessNote
{
    /// <summary>FHIR's word: <c>read</c>, <c>vread</c>, <c>search-type</c>, <c>history-instance</c>, or the name of an operation such as <c>$ccm-status</c>.</summary>
    public string? Interaction { get; set; }

    public string? ResourceType { get; set; }

    public string? ResourceId { get; set; }

    /// <summary><c>Patient/id</c> in the EHR of whom something was told or changed.</summary>
    public SortedSet<string> Patients { get; } = new(StringComparer.Ordinal);
}
