using System.Globalization;
using CcmFhirBridge.Domain.Tenants;
using CcmFhirBridge.Server.Desks;
using CcmFhirBridge.Server.Fhir.Serving;
using Hl7.Fhir.Model;
using Microsoft.AspNetCore.Http;
using Task = System.Threading.Tasks.Task;

namespace CcmFhirBridge.Server.Fhir.Interactions;

/// <summary>The CapabilityStatement: the sum of what every feature says that it can do. Anybody gets it, as it tells nothing of the tenant but its name and addresses.</summary>
internal sealed class CapabilityInteraction(IEnumerable<ICapability> capabilities, PublicAddress address, BridgeServerOptions options, TimeProvider time)
{
    private const string OAuthUris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private const string SecurityService = "http://terminology.hl7.org/CodeSystem/restful-security-service";

    // What a build can do does not change while it runs.
    private readonly string _date = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public Task AnswerAsync(HttpContext http, ITenantDesk desk)
    {
        FhirFormats.Require(http.Request);
        return FhirAnswer.WriteAsync(http, Statement(desk.Tenant));
    }

    private CapabilityStatement Statement(Tenant tenant)
    {
        var rest = new CapabilityStatement.RestComponent
        {
            Mode = CapabilityStatement.RestfulCapabilityMode.Server,
            Documentation = "Read only. A search without _sort comes in the order of what it is searched by, else of _lastUpdated; _total=accurate costs a count.",
            Security = Security(tenant),
        };
        foreach (var capability in capabilities)
            capability.Describe(rest);
        rest.Resource = [.. rest.Resource.OrderBy(static resource => resource.Type, StringComparer.Ordinal)];
        return new CapabilityStatement
        {
            Status = PublicationStatus.Active,
            Date = _date,
            Kind = CapabilityStatementKind.Instance,
            Software = new CapabilityStatement.SoftwareComponent { Name = "CcmFhirBridge", Version = options.Version },
            Implementation = new CapabilityStatement.ImplementationComponent { Description = $"CcmFhirBridge of {tenant.Name}", Url = address.FhirBase(tenant) },
            FhirVersion = FHIRVersion.N4_0_1,
            Format = ["application/fhir+json", "application/fhir+xml", "json", "xml"],
            Rest = [rest],
        };
    }

    private CapabilityStatement.SecurityComponent Security(Tenant tenant)
    {
        var uris = new Extension { Url = OAuthUris };
        uris.Extension.Add(new Extension("token", new FhirUri(address.TokenEndpoint(tenant))));
        return new CapabilityStatement.SecurityComponent
        {
            Extension = [uris],
            Service = [new CodeableConcept(SecurityService, "SMART-on-FHIR")],
            Description = "SMART Backend Services: a client that was registered for the practice asks for a token with a signed assertion.",
        };
    }
}
