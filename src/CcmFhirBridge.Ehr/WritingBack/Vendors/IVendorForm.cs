using System.Text.Json;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.Ehr.WritingBack.Vendors;

/// <summary>The form in which a vendor's EHR takes and shows a type, where it is not that of FHIR.</summary>
internal interface IVendorForm
{
    /// <summary>The body as the EHR takes it; the same body gives the same bytes.</summary>
    /// <exception cref="UnwritableBillException">It cannot hold what the bill says.</exception>
    ReadOnlyMemory<byte> Shape(OutboundResource resource);

    /// <summary>What the EHR shows, told as a copy of our body; null when it is of something else.</summary>
    /// <param name="resource">What was looked for; its body may be empty.</param>
    /// <param name="shown">What the EHR shows.</param>
    EhrCopy? Recognize(OutboundResource resource, JsonElement shown);
}

/// <summary>This EHR's form cannot hold the bill: sending less would be another bill.</summary>
internal sealed class UnwritableBillException(string message) : Exception(message);
