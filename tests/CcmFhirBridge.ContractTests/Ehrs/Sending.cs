using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Leases;
using CcmFhirBridge.Pipeline.WritingBack;

namespace CcmFhirBridge.ContractTests.Ehrs;

/// <summary>Sends as a run does: by the verb that the writer chooses.</summary>
internal static class Sending
{
    public static async Task<WriteAnswer> SendAsync(this EhrConnection connection, OutboundResource resource, ILease? lease = null, CancellationToken cancellation = default)
    {
        var verb = await connection.Writer.VerbAsync(resource.ResourceType, cancellation);
        return await connection.Writer.SendAsync(resource with { Verb = verb }, lease ?? UnboundedLease.Instance, cancellation);
    }
}
