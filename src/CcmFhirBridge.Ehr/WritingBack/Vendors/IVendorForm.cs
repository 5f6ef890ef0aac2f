using System.Text.Json;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>The form in which a vendor's EHR takes and shows a type, where it is not that of FHIR.</summary>
internal interface IVendorForm
{
    /// <summary>How it is written whatever its capability statement says; null leaves the choice to that.</summary>
    WriteVerb? Verb { get; }

    /// <summary>The create as the EHR takes it; the same body gives the same bytes.</summary>
    /// <exception cref="UnwritableBillException">It cannot hold what the bill says.</exception>
    WriteRequest RequestOf(OutboundResource resource, WriteVerb verb);

    /// <summary>The query that shows every copy of it, escaped; null for the usual one.</summary>
    /// <exception cref="UnwritableBillException">The form cannot hold it.</exception>
    string? Search(OutboundResource resource);

    /// <summary>What the EHR shows, told as a copy of our body; null when it is of something else.</summary>
    /// <param name="resource">What was looked for; its body may be empty.</param>
    /// <param name="shown">What the EHR shows.</param>
    EhrCopy? Recognize(OutboundResource resource, JsonElement shown);

    /// <summary>How what was written is taken back.</summary>
    TakingBack TakingBack => TakingBack.None;

    /// <summary>The taking back of a copy as the EHR takes it; the same copy gives the same bytes.</summary>
    /// <exception cref="NotSupportedException">The form has none.</exception>
    /// <exception cref="UnwritableBillException">It cannot take back this one.</exception>
    WriteRequest TakeBackOf(OutboundResource resource, EhrCopy copy) => throw new NotSupportedException($"{resource.ResourceType} is not taken back in this EHR.");

    /// <summary><c>Type/id</c> of what offsets what the EHR shows; null when nothing does. An offset is no copy of ours, whatever it repeats.</summary>
    string? OffsetOf(JsonElement shown) => null;

    /// <summary>Whether the EHR made what it shows of the same create, beside the copy.</summary>
    bool IsBeside(OutboundResource resource, JsonElement shown) => false;
}

/// <summary>This EHR's form cannot hold the bill: sending less would be another bill.</summary>
internal sealed class UnwritableBillException(string message) : Exception(message)
{
    /// <summary>It is the bill itself, whatever the tenant file says: it can never have been sent in this form.</summary>
    public bool IsForEver { get; init; }
}
