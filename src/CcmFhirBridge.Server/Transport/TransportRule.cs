using System.Net;
using CcmFhirBridge.Server.Fhir;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Transport;

/// <summary>
/// Patient data and credentials travel over TLS, or within this machine and from it, or come through a proxy that the configuration names and that says the
/// request reached it over TLS.
/// </summary>
internal sealed class TransportRule(IReadOnlyList<IPNetwork> proxies)
{
    /// <summary>Refuses a request that came in the open.</summary>
    /// <exception cref="FhirProblem">403.</exception>
    public void Require(HttpContext http)
    {
        var peer = http.Features.Get<ConnectionPeer>() ?? ConnectionPeer.Of(http);
        if (!IsPrivate(peer, http.Request))
        {
            throw new FhirProblem(
                StatusCodes.Status403Forbidden, OperationOutcome.IssueType.Security,
                "This is answered over TLS only. Use https, or have the administrator name the proxy that ends TLS (run --trusted-proxy), which must send X-Forwarded-Proto.");
        }
    }

    // Whoever is a named proxy may pass on what came to it in the open, from this machine too: only its word counts then. A proxy on this
    // machine that nobody named may have got it in the open as well.
    private bool IsPrivate(ConnectionPeer peer, HttpRequest request) =>
        peer.IsTls || (IsProxy(peer.Address) ? request.IsHttps : peer.Address is { } address && IPAddress.IsLoopback(address) && !request.WasPassedOn());

    private bool IsProxy(IPAddress? address) => address is not null && proxies.Any(proxy => proxy.Contains(address));
}
