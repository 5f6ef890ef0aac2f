using CcmFhirBridge.Domain.Tenants;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;

namespace CcmFhirBridge.Server.Fhir;

/// <summary>Where others reach this service: from its configuration, never from what a request says.</summary>
internal sealed class PublicAddress(BridgeServerOptions options, IServer server)
{
    private readonly Lazy<string> _root = new(() => RootOf(options, server));

    /// <summary>Scheme, host, port and perhaps a path, with no slash at its end; known once the service listens.</summary>
    public string Root => _root.Value;

    public string FhirBase(Tenant tenant) => $"{Root}/{tenant.Slug}/fhir";

    public string TokenEndpoint(Tenant tenant) => $"{Root}/{tenant.Slug}/oauth/token";

    private static string RootOf(BridgeServerOptions options, IServer server)
    {
        var address = options.PublicUrl?.AbsoluteUri ?? options.Urls[0];
        // Port 0 asks for any that is free: the one that was given is known to the server only.
        if (options.PublicUrl is null && BindingAddress.Parse(address).Port == 0)
            address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return address.TrimEnd('/');
    }
}
