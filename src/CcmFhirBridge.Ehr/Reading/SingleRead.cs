using CcmFhirBridge.Ehr.Connection;
using CcmFhirBridge.Pipeline.Reading;

namespace CcmFhirBridge.Ehr.Reading;

/// <summary>One resource, read by id.</summary>
/// <param name="Page">The resource, or none where it is gone.</param>
internal sealed record SingleRead(ResourcePage Page) : IDisposable
{
    /// <summary>Holds the bytes of the page.</summary>
    public EhrAnswer? Answer { get; init; }

    public void Dispose() => Answer?.Dispose();
}
