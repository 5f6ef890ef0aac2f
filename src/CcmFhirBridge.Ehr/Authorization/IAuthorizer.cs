using System.Net.Http.Headers;
using CcmFhirBridge.Pipeline;

namespace CcmFhirBridge.Ehr.Authorization;

/// <summary>Identifies the bridge in a request.</summary>
internal interface IAuthorizer : IDisposable
{
    /// <summary>The header of a request that leaves now; null for none.</summary>
    /// <exception cref="EhrException">The EHR gives no token.</exception>
    ValueTask<AuthenticationHeaderValue?> HeaderAsync(CancellationToken cancellation);

    /// <summary>Forgets a header that the EHR refused; false when no other can be had.</summary>
    bool Discard(AuthenticationHeaderValue? refused);

    /// <summary>What was granted; null when nothing is granted by scopes.</summary>
    Task<AccessReport?> AccessAsync(CancellationToken cancellation);
}
